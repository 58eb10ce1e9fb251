import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";

/** How the user's own rows become experiments whose truth is known. */
export interface SimulateOptions {
  /** `units`: rows are drawn again and treated by lot. `windows`: stretches of the dates get an intervention that was none. */
  readonly by: "units" | "windows";
  readonly outcome: string;
  /** Column that says who is treated, 1 or 0; written over. Null with windows whose model needs none. */
  readonly treatment: string | null;
  /** Effects to inject, beside none. */
  readonly effects: readonly number[];
  /** Whether effects are in the outcome's unit or shares of it. */
  readonly effectScale: "absolute" | "relative";
  readonly runs: number;
  readonly alpha: number;
  /** The power that the smallest visible effect has. */
  readonly power: number;
  /** Units drawn for each experiment; null draws as many as there are. With a cluster column, clusters. */
  readonly units: number | null;
  /** Share of the units, or clusters, that are treated. */
  readonly share: number;
  /** Column of what is drawn and treated together, or of the panel's units. */
  readonly unitColumn: string | null;
  readonly dateColumn: string;
  /** Dates of a window before and from its intervention. */
  readonly before: number | null;
  readonly after: number | null;
  /** Units of a panel that get the effect; null is all. */
  readonly treatedUnits: readonly string[] | null;
  /** The model's option that holds the first date of the intervention. */
  readonly dateOption: string;
}

const column = z.string().check(z.minLength(1));
const effect = z.number().check(z.refine((value) => value !== 0, { error: "is 0; no effect is always simulated" }));
const text = z.pipe(z.union([z.string(), z.number()]), z.transform(String));

const base = optionsSchema({
  by: z.enum(["units", "windows"]),
  outcome: column,
  treatment: z._default(z.nullable(column), null),
  effects: z.array(effect).check(z.minLength(1), z.maxLength(20)),
  effect_scale: z._default(z.enum(["absolute", "relative"]), "absolute"),
  runs: z._default(z.int().check(z.minimum(20), z.maximum(100_000)), 200),
  alpha: z._default(z.number().check(z.gt(0), z.maximum(0.5)), 0.05),
  power: z._default(z.number().check(z.gt(0), z.lt(1)), 0.8),
  units: z._default(z.nullable(z.int().check(z.minimum(4))), null),
  share: z._default(z.number().check(z.gt(0), z.lt(1)), 0.5),
  unit_column: z._default(z.nullable(column), null),
  date_column: z._default(column, "date"),
  before: z._default(z.nullable(z.int().check(z.minimum(2))), null),
  after: z._default(z.nullable(z.int().check(z.minimum(1))), null),
  treated_units: z._default(z.nullable(z.array(text).check(z.minLength(1))), null),
  date_option: z._default(column, "intervention_date"),
});

function faultOf(options: SimulateOptions): { readonly path: readonly string[]; readonly message: string } | null {
  const { by, treatment, before, after, treatedUnits, unitColumn } = options;
  if (by === "units" && treatment === null)
    return { path: ["treatment"], message: "is missing; name the column that tells the model who is treated" };
  if (by === "windows" && (before === null || after === null))
    return {
      path: [before === null ? "before" : "after"],
      message: "is missing; give the dates of a window on each side",
    };
  if (treatedUnits !== null && unitColumn === null)
    return { path: ["treated_units"], message: "needs unit_column beside it" };
  return null;
}

/** The schema of the block `simulate:`. */
export const simulateOptions: Schema<SimulateOptions> = {
  "~standard": {
    version: 1,
    vendor: "zod",
    validate: (value) => {
      const result = base["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError("simulate: options are validated at once");
      if (result.issues !== undefined) return result;
      const fault = faultOf(result.value);
      return fault === null ? { value: result.value } : { issues: [fault] };
    },
  },
};
