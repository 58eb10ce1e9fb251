import { ImpactError, type Context, type Interval } from "@ie/contracts";
import { conformalTest, crossFitTest, predictionIntervals, type PlaceboTest } from "@ie/stats";
import type { Answer, PeriodEffects, Task } from "./answer.ts";
import type { InferenceMethod } from "./options.ts";
import { who } from "./who.ts";

type Procedure = Exclude<InferenceMethod, "auto" | "regression">;

/** Highest level of each procedure with these donors, periods and method; 0 where it cannot be had at all. */
type Reach = Readonly<Record<Procedure, number>>;

function reachOf({ synthetic, kernel }: Task, test: PlaceboTest | null): Reach {
  const { preperiods, outcomes } = synthetic;
  const isConvex = kernel.method === "simplex" || kernel.method === "demeaned";
  return {
    placebo: test?.highestLevel ?? 0,
    conformal: isConvex ? 1 - 1 / outcomes.rows : 0,
    t_test: preperiods >= 2 * leastBlock ? 1 : 0,
    prediction: kernel.method === "simplex" && preperiods >= 3 ? 1 : 0,
  };
}

/** Room for rounding: 19 placebos bear a level of 0.95, and 1 − 1 / 20 may be less than that by an ulp. */
const reaches = (highest: number, level: number): boolean => level <= highest + 1e-12;

/** Fewest periods before treatment in each half, for the t-test. */
const leastBlock = 3;

function unreachable(procedure: string, highest: number, level: number, others: readonly string[]): ImpactError {
  const shown = Math.floor(highest * 1e4) / 1e4;
  return new ImpactError({
    code: "fit/level-out-of-reach",
    who,
    what: `inference ${procedure} has no interval at level ${level} with these donors and periods`,
    hint: `${highest === 0 ? "give more of them" : `its highest level is ${shown}; lower level to that`}${others.length === 0 ? "" : `, or set inference: ${others.join(" or ")}`}`,
    facts: { level, highest_level: shown, inference: procedure },
  });
}

/** Periods left out are predicted without any error, by the treated or by so many placebos that no effect is bounded. */
export function exactFit(): ImpactError {
  return new ImpactError({
    code: "data/no-variation",
    who,
    what: "units are reproduced by others without any error before treatment",
    hint: "look for copied or constant rows in the source",
  });
}

function bounded(interval: { readonly lower: number; readonly upper: number } | null, level: number): Interval | null {
  return interval === null || !Number.isFinite(interval.lower) || !Number.isFinite(interval.upper)
    ? null
    : { ...interval, level };
}

function byPlacebo({ level }: Task, test: PlaceboTest | null, others: readonly string[]): Answer {
  if (test === null || !reaches(test.highestLevel, level)) {
    throw unreachable("placebo", test?.highestLevel ?? 0, level, others);
  }
  const interval = bounded(test.interval, level);
  if (interval === null) throw exactFit();
  return {
    inference: "placebo",
    value: test.estimate,
    stderr: null,
    interval,
    pValue: test.pValue,
    diagnostics: {
      p_resolution: test.resolution,
      highest_level: test.highestLevel,
      placebos: test.placebos.effects.length,
      placebo_scale: test.scale,
    },
  };
}

function placeboPeriods(test: PlaceboTest | null): PeriodEffects | null {
  if (test === null || Number.isNaN(test.periods.lower[0])) return null;
  const { lower, upper, bandLower, bandUpper, pValues } = test.periods;
  return {
    inference: "placebo",
    lower,
    upper,
    band: Number.isNaN(bandLower[0]) ? null : { lower: bandLower, upper: bandUpper },
    pValues,
  };
}

function byConformal({ synthetic, kernel, fit, level }: Task, signal: AbortSignal, others: readonly string[]): Answer {
  const method = kernel.method === "demeaned" ? "demeaned" : "simplex"; // the options refuse the other methods
  const test = conformalTest(synthetic, { method, level, signal });
  const interval = bounded(test.interval, level);
  if (interval === null) throw unreachable("conformal", Math.min(test.highestLevel, level), level, others);
  return {
    inference: "conformal",
    value: fit.effect,
    stderr: null,
    interval: { ...interval, lower: Math.min(interval.lower, fit.effect), upper: Math.max(interval.upper, fit.effect) },
    pValue: test.pValue,
    diagnostics: {
      p_resolution: test.resolution,
      highest_level: test.highestLevel,
      permutations: test.permutations,
      interval_connected: test.connected,
      absolute_p: test.absolutePValue,
    },
  };
}

function byTTest({ synthetic, kernel, level, fit }: Task): Answer {
  const { estimate, stderr, df, pValue, interval } = crossFitTest(synthetic, { ...kernel, level });
  return {
    inference: "t_test",
    value: estimate,
    stderr,
    interval: { ...interval, level },
    pValue,
    diagnostics: { df, effect_without_cross_fitting: fit.effect },
  };
}

/** Each period by itself with the periods before treatment; null where those are too few for the level. */
function conformalPeriods({ synthetic, kernel, level }: Task, signal: AbortSignal): PeriodEffects | null {
  const { preperiods, outcomes } = synthetic;
  if (!reaches(1 - 1 / (preperiods + 1), level)) return null;
  const method = kernel.method === "demeaned" ? "demeaned" : "simplex";
  const after = Array.from({ length: outcomes.rows - preperiods }, (_, h) =>
    conformalTest(synthetic, { method, level, period: preperiods + h, signal }),
  );
  return {
    inference: "conformal",
    lower: Float64Array.from(after, ({ interval }) => interval?.lower ?? NaN),
    upper: Float64Array.from(after, ({ interval }) => interval?.upper ?? NaN),
    band: null,
    pValues: Float64Array.from(after, ({ pValue }) => pValue),
  };
}

/** Prediction intervals of the average and of each period, of the same simulated errors. */
function byPrediction(
  { synthetic, level }: Task,
  { rng, signal }: Context,
  draws: number | null,
): { readonly answer: Answer; readonly periods: PeriodEffects } {
  const { average, lower, upper, bandLower, bandUpper, ...rest } = predictionIntervals(synthetic, {
    level,
    rng: rng.stream("prediction"),
    ...(draws === null ? {} : { draws }),
    signal,
  });
  return {
    answer: {
      inference: "prediction",
      value: average.estimate,
      stderr: null,
      interval: { lower: average.lower, upper: average.upper, level },
      pValue: null,
      diagnostics: { draws: rest.draws },
    },
    periods: { inference: "prediction", lower, upper, band: { lower: bandLower, upper: bandUpper }, pValues: null },
  };
}

/** The procedure that "auto" stands for: decided by the numbers of donors and periods, never by outcomes. */
function chooseProcedure(asked: Procedure | "auto", reach: Reach, level: number): Procedure {
  if (asked !== "auto") return asked;
  const order = ["placebo", "conformal", "t_test"] as const;
  return order.find((procedure) => reaches(reach[procedure], level)) ?? "placebo";
}

export interface Inferred {
  readonly answer: Answer;
  readonly periods: PeriodEffects | null;
}

/** Interval and p of the average effect, and of each period. An unreachable level is `fit/level-out-of-reach`. */
export function infer(
  task: Task,
  test: PlaceboTest | null,
  asked: Procedure | "auto",
  context: Context,
  draws: number | null,
): Inferred {
  const reach = reachOf(task, test);
  const procedure = chooseProcedure(asked, reach, task.level);
  const others = (["placebo", "conformal", "t_test", "prediction"] as const).filter(
    (other) => other !== procedure && reaches(reach[other], task.level),
  );
  if ((procedure === "t_test" || procedure === "prediction") && reach[procedure] === 0) {
    throw unreachable(procedure, 0, task.level, others);
  }
  if (procedure === "prediction") return byPrediction(task, context, draws);
  const answer =
    procedure === "placebo"
      ? byPlacebo(task, test, others)
      : procedure === "conformal"
        ? byConformal(task, context.signal, others)
        : byTTest(task);
  return {
    answer,
    periods: procedure === "conformal" ? conformalPeriods(task, context.signal) : placeboPeriods(test),
  };
}
