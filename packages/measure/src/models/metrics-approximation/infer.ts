import { ImpactError, type Context, type Interval } from "@ie/contracts";
import { createMatrix, propagate } from "@ie/stats";
import { tInference } from "../../inference.ts";
import type { EffectFunction } from "./effect.ts";
import type { MetricsApproximationOptions } from "./options.ts";
import type { SharedError } from "./shared-error.ts";
import { who } from "./who.ts";

/** The effect with what its inputs' uncertainty makes of it. */
export interface Inferred {
  readonly value: number;
  readonly stderr: number | null;
  readonly interval: Interval;
  readonly pValue: number;
  readonly method: "delta" | "monte_carlo";
  /** First-order standard error; Infinity where a parameter has none. */
  readonly delta: number;
  /** The part of its variance that all units share. */
  readonly sharedVariance: number;
  /** By Monte Carlo. */
  readonly simulated: {
    readonly draws: number;
    readonly sd: number;
    readonly median: number;
    /** Standard error of the interval's limits from the number of draws. */
    readonly limitError: number;
  } | null;
}

/** Evaluations of the response function that a fit may take by default. */
const work = 2e8;

function drawsFor(options: MetricsApproximationOptions, rows: number, isLinear: boolean): number {
  if (options.draws !== null) return options.draws;
  return isLinear ? 9999 : Math.min(9999, Math.max(999, Math.floor(work / rows)));
}

function firstOrder(
  effect: EffectFunction,
  { centre, correlation }: SharedError,
  { parameters }: MetricsApproximationOptions,
): { readonly sharedVariance: number } {
  if (parameters.some(({ sd }) => sd === Infinity)) return { sharedVariance: Infinity };
  const k = centre.length;
  const covariance = createMatrix(k, k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      covariance.data[j * k + i] = correlation.data[j * k + i]! * parameters[i]!.sd * parameters[j]!.sd;
    }
  }
  const own = propagate(
    (inputs, out) => {
      out[0] = effect.at(inputs);
    },
    centre,
    covariance,
    1,
  );
  return { sharedVariance: own.covariance.data[0]! };
}

function simulate(
  effect: EffectFunction,
  { factor }: SharedError,
  { parameters }: MetricsApproximationOptions,
  draws: number,
  context: Context,
): Float64Array {
  const k = parameters.length;
  const ofParameters = context.rng.stream("parameters");
  const ofUnits = context.rng.stream("units");
  const own = Math.sqrt(effect.ownVariance);
  const z = new Float64Array(k);
  const at = new Float64Array(k);
  const drawn = new Float64Array(draws);
  for (let d = 0; d < draws; d++) {
    if (d % 256 === 0) context.signal.throwIfAborted();
    for (let j = 0; j < k; j++) z[j] = ofParameters.normal();
    for (let i = 0; i < k; i++) {
      let deviate = 0;
      for (let j = 0; j <= i; j++) deviate += factor.data[j * k + i]! * z[j]!;
      at[i] = parameters[i]!.at(deviate);
    }
    // The units' own errors are independent, so that their sum is one normal number.
    drawn[d] = effect.at(at) + own * ofUnits.normal();
  }
  return drawn.sort();
}

function requireFinite(drawn: Float64Array, options: MetricsApproximationOptions): void {
  if (drawn.every(Number.isFinite)) return;
  throw new ImpactError({
    code: "fit/not-finite",
    who,
    what: `response function ${options.responseFunction} has no value at some of the parameters' draws`,
    hint: "give parameters that must be positive as distribution: lognormal, or narrow them",
  });
}

function noSpread({ propagation }: MetricsApproximationOptions): ImpactError {
  return new ImpactError({
    code: "fit/no-uncertainty",
    who,
    what: "the parameters' uncertainty does not move the effect, so that it has no interval",
    hint: propagation === "delta" ? "set propagation: monte_carlo" : "look at the parameters and the metrics",
  });
}

/** What one standard error of the uncertain parameters moves the effect by. */
function scaleOf(effect: EffectFunction, { parameters }: MetricsApproximationOptions, value: number): number {
  return Math.abs(effect.at(Float64Array.from(parameters, ({ centre, scale }) => centre + scale)) - value);
}

/** Order statistics and p-value of one inversion: p is below 1 − level exactly where the interval leaves 0 out. */
function quantiles(drawn: Float64Array, level: number): { interval: Interval; pValue: number; limitError: number } {
  const draws = drawn.length;
  const tail = (1 - level) / 2;
  const k = Math.ceil(tail * (draws + 1)) - 1;
  if (k < 1) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `${draws} draws cannot give an interval of level ${level}`,
      hint: `set draws above ${Math.ceil(2 / tail)}, or level to ${Math.floor(1e4 * (1 - 4 / (draws + 1))) / 1e4}`,
    });
  }
  const [lower, upper] = [drawn[k - 1]!, drawn[draws - k]!];
  let below = 0;
  let above = 0;
  for (const value of drawn) {
    if (value <= 0) below += 1;
    if (value >= 0) above += 1;
  }
  const spread = Math.max(1, Math.round(Math.sqrt(k * (1 - tail))));
  const from = Math.max(0, k - 1 - spread);
  const limitError = ((drawn[k - 1 + spread]! - drawn[from]!) / (k - 1 + spread - from)) * spread;
  return {
    interval: { lower, upper, level },
    pValue: Math.min(1, (2 * (Math.min(below, above) + 1)) / (draws + 1)),
    limitError,
  };
}

/** Interval and p-value of the effect from the uncertainty of parameters, shared by all units, and of the units themselves. */
export function infer(
  effect: EffectFunction,
  shared: SharedError,
  options: MetricsApproximationOptions,
  rows: number,
  isLinear: boolean,
  context: Context,
): Inferred {
  const { level, parameters, propagation } = options;
  const value = effect.at(shared.centre);
  const { sharedVariance } = firstOrder(effect, shared, options);
  const delta = Math.sqrt(sharedVariance + effect.ownVariance);
  const uncertain = parameters.filter(({ sd }) => sd > 0);
  const isNormal = uncertain.every(({ shape }) => shape === "normal");
  const isAlone = uncertain.length === 1 && effect.ownVariance === 0 && uncertain[0]!.shape === "student_t";
  // Exact for sums of multiples of normal parameters, and for one of Student's t.
  const isExact = isLinear && (isNormal || isAlone);
  if (propagation === "delta" || (propagation === "auto" && isExact)) {
    const isStudent = isLinear && isAlone;
    const stderr = isStudent ? scaleOf(effect, options, value) : delta;
    if (!(stderr > 0 && stderr < Infinity)) throw noSpread(options);
    const inferred = tInference(value, stderr, isStudent ? uncertain[0]!.df : Infinity, level);
    return { value, stderr, ...inferred, method: "delta", delta, sharedVariance, simulated: null };
  }
  const drawn = simulate(effect, shared, options, drawsFor(options, rows, isLinear), context);
  requireFinite(drawn, options);
  const { interval, pValue, limitError } = quantiles(drawn, level);
  if (!(interval.lower < interval.upper)) throw noSpread(options);
  const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length;
  const sd = Math.sqrt(drawn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (drawn.length - 1));
  const median = drawn[Math.floor(drawn.length / 2)]!;
  return {
    // Where bends in the response leave the plug-in value outside, the median is what the draws say.
    value: value >= interval.lower && value <= interval.upper ? value : median,
    stderr: delta < Infinity ? sd : null,
    interval,
    pValue,
    method: "monte_carlo",
    delta,
    sharedVariance,
    simulated: { draws: drawn.length, sd, median, limitError },
  };
}
