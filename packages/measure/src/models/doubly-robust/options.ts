import { optionsSchema, suggestName, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { settleUnitOptions, trimOption, unitOptions, type Trim, type UnitOptions } from "../../units/index.ts";
import { who } from "./who.ts";
import type { Learners } from "./learners.ts";

export interface DoublyRobustOptions extends UnitOptions {
  readonly estimand: "ate" | "att" | "atc";
  readonly outcomeModel: string;
  readonly propensityModel: string;
  /** Adds the squares, and the products by twos, of the covariates. */
  readonly squares: boolean;
  readonly interactions: boolean;
  /** 1 fits and predicts on the same units. */
  readonly folds: number;
  /** Column with each unit's fold. */
  readonly foldColumn: string | null;
  /** Splits into folds, whose median is taken. */
  readonly repeats: number;
  /** Column of units that are not independent of each other. */
  readonly cluster: string | null;
  readonly trim: Trim;
}

const column = z.string().check(z.minLength(1));
const optional = z._default(z.nullable(column), null);

const base = optionsSchema({
  ...unitOptions,
  estimand: z._default(z.enum(["ate", "att", "atc"]), "ate"),
  outcome_model: z._default(z.nullable(z.string()), null),
  propensity_model: z._default(z.nullable(z.string()), null),
  squares: z._default(z.boolean(), false),
  interactions: z._default(z.boolean(), false),
  folds: z._default(z.int().check(z.minimum(1), z.maximum(100)), 5),
  fold_column: optional,
  repeats: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(101))), null),
  cluster: optional,
  trim: trimOption,
});

/** Splits that are taken by default: one more or less changes little of the median. */
const usualRepeats = 5;

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

function unknown(key: string, name: string, names: readonly string[]): readonly Fault[] {
  if (names.includes(name)) return [];
  return [{ path: [key], message: `unknown model "${name}"; ${suggestName(name, names)}` }];
}

/** The schema for a model that carries these learners; the first of each kind is the default. */
export function optionsFor(learners: Learners): Schema<DoublyRobustOptions> {
  return {
    "~standard": {
      version: 1,
      vendor: "zod",
      validate: (value) => {
        const result = base["~standard"].validate(value);
        if (result instanceof Promise) throw new TypeError(`${who}: options are validated at once`);
        if (result.issues !== undefined) return { issues: result.issues };
        const { outcomeColumn: _, covariates: __, ...given } = result.value;
        const common = settleUnitOptions(result.value);
        const single = given.foldColumn !== null || given.folds === 1;
        const options: DoublyRobustOptions = {
          ...given,
          ...common.options,
          trim: given.trim ?? null,
          outcomeModel: given.outcomeModel ?? Object.keys(learners.outcome)[0]!,
          propensityModel: given.propensityModel ?? Object.keys(learners.propensity)[0]!,
          repeats: given.repeats ?? (single ? 1 : usualRepeats),
        };
        const faults = [
          ...common.faults,
          ...unknown("outcome_model", options.outcomeModel, Object.keys(learners.outcome)),
          ...unknown("propensity_model", options.propensityModel, Object.keys(learners.propensity)),
          ...(single && options.repeats > 1
            ? [{ path: ["repeats"], message: "belongs to folds drawn by the seed; take it out" }]
            : []),
        ];
        return faults.length === 0 ? { value: options } : { issues: faults };
      },
    },
  };
}
