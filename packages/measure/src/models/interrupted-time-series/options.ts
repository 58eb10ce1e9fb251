import { optionsSchema, suggestName, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { canonicalDate } from "../../columns.ts";
import { level } from "../level.ts";

/** c: constant; t: linear trend; n: neither. */
export type Trend = "n" | "c" | "t" | "ct";

/** The course of an effect over the dates since its beginning. */
export type EffectShape = "step" | "slope" | "step_slope" | "pulse" | "decay";

export interface InterventionOptions {
  /** First date, canonical. */
  readonly date: string;
  /** Last date; null is the end of the series, for a pulse the first date itself. */
  readonly end: string | null;
  /** Null takes the option `effect`. */
  readonly effect: EffectShape | null;
  readonly name: string;
}

export interface HolidayOptions {
  /** Canonical dates, or null where a column marks them. */
  readonly dates: readonly string[] | null;
  /** A column with numbers (0 is none) or texts (empty is none). */
  readonly column: string | null;
  /** Dates before and after a holiday with a coefficient of their own. */
  readonly before: number;
  readonly after: number;
}

export interface InterruptedTimeSeriesOptions {
  readonly method: string;
  /** At least one; the first is the one that the estimate is about. */
  readonly interventions: readonly InterventionOptions[];
  readonly effect: EffectShape;
  /** Dates before and from each intervention that count for neither side. */
  readonly anticipation: number;
  readonly washout: number;
  readonly dependentVariable: string;
  readonly dateColumn: string;
  readonly trend: Trend;
  /** Lengths of seasons in dates; "auto" takes the calendar's. */
  readonly seasons: "auto" | readonly number[];
  readonly harmonics: "auto" | number;
  readonly holidays: HolidayOptions | null;
  /** Columns that move the outcome but that the intervention does not move. */
  readonly covariates: readonly string[];
  /** Lags 0 … of each covariate. */
  readonly covariateLags: number;
  /** Order of the regression's autoregressive errors. */
  readonly ar: "auto" | number;
  readonly family: "gaussian" | "poisson";
  /** Column of the exposure whose logarithm enters a count's rate with coefficient 1. */
  readonly offset: string | null;
  /** p, d, q; "auto" by AICc on the dates before the intervention. */
  readonly order: "auto" | readonly [number, number, number];
  /** P, D, Q and the dates of a season. */
  readonly seasonalOrder: readonly [number, number, number, number];
  /** Prior of the structural model's level. */
  readonly priors: "calibrated" | "causal_impact";
  /** Posterior draws kept. */
  readonly draws: number;
  /** Most fake dates tried before the intervention; 0 tries none. */
  readonly placeboDates: number;
  /** What to do with dates without an outcome: refuse, or let the state space bridge them. */
  readonly missing: "error" | "model";
  readonly level: number;
  readonly effectUnit: string | null;
}

const count = (most: number): z.ZodMiniNumber => z.int().check(z.minimum(0), z.maximum(most));
const column = z.string().check(z.minLength(1));
const date = z.string().check(
  z.refine((text) => canonicalDate(text) !== null, {
    error: "is not a date; write it as YYYY-MM-DD",
  }),
);
const shape = z.enum(["step", "slope", "step_slope", "pulse", "decay"]);

/** "auto" or what `schema` takes, whose fault is the one to tell of. */
function autoOr<S extends z.ZodMiniType>(schema: S): z.ZodMiniUnion<[z.ZodMiniLiteral<"auto">, S]> {
  return z.union([z.literal("auto"), schema], {
    error: ({ errors }) => (errors as readonly { message: string }[][] | undefined)?.at(-1)?.[0]?.message,
  });
}

const intervention = z.strictObject({
  date,
  end: z._default(z.nullable(date), null),
  effect: z._default(z.nullable(shape), null),
  name: z._default(z.nullable(z.string().check(z.minLength(1))), null),
});

const holidays = z.strictObject({
  dates: z._default(z.nullable(z.array(date)), null),
  column: z._default(z.nullable(column), null),
  before: z._default(count(14), 0),
  after: z._default(count(14), 0),
});

const base = optionsSchema({
  method: z._default(z.nullable(z.string()), null),
  intervention_date: z._default(z.nullable(date), null),
  interventions: z._default(z.array(intervention), []),
  effect: z._default(shape, "step"),
  anticipation: z._default(count(1000), 0),
  washout: z._default(count(1000), 0),
  dependent_variable: z._default(column, "revenue"),
  date_column: z._default(column, "date"),
  trend: z._default(z.nullable(z.enum(["n", "c", "t", "ct"])), null),
  seasons: z._default(autoOr(z.array(z.number().check(z.minimum(2), z.maximum(100_000)))), "auto"),
  harmonics: z._default(autoOr(count(60)), "auto"),
  holidays: z._default(z.nullable(holidays), null),
  covariates: z._default(z.array(z.string()), []),
  covariate_lags: z._default(count(60), 0),
  ar: z._default(autoOr(count(10)), "auto"),
  family: z._default(z.enum(["gaussian", "poisson"]), "gaussian"),
  offset: z._default(z.nullable(column), null),
  order: z._default(z.nullable(autoOr(z.tuple([count(12), count(2), count(12)]))), null),
  seasonal_order: z._default(
    z.tuple([count(4), count(2), count(4), count(366)]).check(
      z.refine(([p, d, q, s]) => p + d + q === 0 || s >= 2, {
        error: "needs the periods of a season as its fourth number, at least 2",
      }),
    ),
    [0, 0, 0, 0],
  ),
  priors: z._default(z.enum(["calibrated", "causal_impact"]), "calibrated"),
  draws: z._default(z.int().check(z.minimum(100), z.maximum(100_000)), 2_000),
  placebo_dates: z._default(count(200), 20),
  missing: z._default(z.enum(["error", "model"]), "error"),
  level,
  effect_unit: z._default(z.nullable(z.string()), null),
});

type Given = typeof base extends Schema<infer O> ? O : never;

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}
const fault = (key: string, message: string): Fault => ({ path: [key], message });

/** Defaults that depend on other options, and faults of options together. */
function complete(given: Given, methods: readonly string[]): InterruptedTimeSeriesOptions | Fault {
  const { interventionDate, interventions, method, order, trend, ...rest } = given;
  const chosen = method ?? (order !== null && methods.includes("sarimax") ? "sarimax" : methods[0]!);
  if (!methods.includes(chosen)) {
    return fault("method", `unknown method "${chosen}"; ${suggestName(chosen, methods)}`);
  }
  const listed = [
    ...(interventionDate === null ? [] : [{ date: interventionDate, end: null, effect: null, name: null }]),
    ...interventions,
  ];
  if (listed.length === 0) {
    return fault("intervention_date", "is missing; give the first date with the intervention");
  }
  const named = listed.map(({ date: text, end, effect, name }) => ({
    date: canonicalDate(text)!, // the schema has checked both
    end: end === null ? null : canonicalDate(end)!,
    effect,
    name: name ?? text,
  }));
  const twice = named.find(({ name }, i) => named.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) return fault("interventions", `two are called "${twice.name}"; give each its own name`);
  const wrong = named.find(({ date: first, end }) => end !== null && end < first);
  if (wrong !== undefined) {
    return fault("interventions", `"${wrong.name}" ends on ${wrong.end}, before it begins on ${wrong.date}`);
  }
  if (chosen !== "sarimax" && order !== null) {
    return fault("order", `belongs to method sarimax; the method is ${chosen}, which has the option ar`);
  }
  if (rest.family === "poisson" && chosen !== "regression") {
    return fault("family", `poisson needs method regression; the method is ${chosen}`);
  }
  if (rest.offset !== null && rest.family !== "poisson") {
    return fault("offset", "needs family: poisson");
  }
  const shapes = named.map(({ effect }) => effect ?? rest.effect);
  if (shapes.includes("decay") && (chosen !== "regression" || rest.family === "poisson" || shapes.length > 1)) {
    return fault("effect", "decay needs method regression, family gaussian and a single intervention");
  }
  if (chosen === "bsts" && (shapes.length > 1 || shapes[0] !== "step")) {
    return fault("effect", "method bsts compares with a forecast; it takes one intervention and no shape");
  }
  if (chosen === "sarimax" && Array.isArray(rest.seasons)) {
    return fault("seasons", "belong to the methods regression and bsts; method sarimax has the option seasonal_order");
  }
  if (rest.holidays !== null && (rest.holidays.dates === null) === (rest.holidays.column === null)) {
    return fault("holidays", "needs either dates or column");
  }
  return {
    ...rest,
    method: chosen,
    interventions: named,
    holidays:
      rest.holidays === null
        ? null
        : { ...rest.holidays, dates: rest.holidays.dates?.map((text) => canonicalDate(text)!) ?? null },
    order: order ?? [1, 0, 0],
    trend: trend ?? (chosen === "regression" ? "ct" : "c"),
  };
}

/** The schema for a model that carries these methods; the first is the default. */
export function optionsFor(methods: readonly string[]): Schema<InterruptedTimeSeriesOptions> {
  return {
    "~standard": {
      version: 1,
      vendor: "zod",
      validate: (value) => {
        const result = base["~standard"].validate(value);
        if (result instanceof Promise) throw new TypeError("interrupted_time_series: options are validated at once");
        if (result.issues !== undefined) return { issues: result.issues };
        const options = complete(result.value, methods);
        return "message" in options ? { issues: [options] } : { value: options };
      },
    },
  };
}
