import * as studentT from "../distributions/student-t.ts";
import { mean } from "./mean.ts";

/** Options of {@link timeBasedRegression}. */
export interface TimeBasedOptions {
  /** Coverage of the two-sided intervals, in (0, 1). */
  readonly level: number;
  /** Additional spend of the treatment group over the test, for the return on it. */
  readonly cost?: number;
}

/** Result of {@link timeBasedRegression}. */
export interface TimeBasedRegression {
  readonly intercept: number;
  readonly slope: number;
  /** Residual standard deviation. */
  readonly sigma: number;
  /** T₀ − 2. */
  readonly df: number;
  readonly rSquared: number;
  /** T numbers: treatment total predicted from the control total. */
  readonly counterfactual: Float64Array;
  /** T₁ effects with pointwise intervals. */
  readonly effects: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** T₁ running totals of the effects with intervals. */
  readonly cumulative: Float64Array;
  readonly cumulativeLower: Float64Array;
  readonly cumulativeUpper: Float64Array;
  /** Incremental outcome over the whole test; `oneSidedLower` has probability `level` above it. */
  readonly total: {
    readonly estimate: number;
    readonly stderr: number;
    readonly lower: number;
    readonly upper: number;
    readonly oneSidedLower: number;
    readonly pValue: number;
  };
  /** Total over cost, null without a cost. */
  readonly returnOnSpend: {
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
    readonly oneSidedLower: number;
  } | null;
}

/**
 * Time-based regression (Kerman, Wang and Vaver 2017): the treatment group's total is regressed on the control group's over the periods
 * before treatment, and predicted from it afterwards. With the flat prior on (α, β, log σ) a sum of effects over m periods with control
 * total s has a t distribution on T₀ − 2 degrees of freedom about its estimate, with variance σ² (m + m²/T₀ + (s − m x̄)² / Sxx), which is
 * also the classical prediction interval. Errors are taken as independent: serial correlation makes the intervals too narrow.
 *
 * `treatment`, `control`: T totals per period, of which the first `preperiods` are before. `pValue` is two-sided. RangeError when lengths
 * differ, a number is not finite, there are fewer than 3 periods before or none after, the control is constant before treatment, `level`
 * is not in (0, 1) or `cost` is not positive.
 */
export function timeBasedRegression(
  treatment: Float64Array,
  control: Float64Array,
  preperiods: number,
  options: TimeBasedOptions,
): TimeBasedRegression {
  check(treatment, control, preperiods, options);
  const { level, cost } = options;
  const t0 = preperiods;
  const y = treatment.subarray(0, t0);
  const x = control.subarray(0, t0);
  const xMean = mean(x);
  const yMean = mean(y);
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let t = 0; t < t0; t++) {
    sxx += (x[t]! - xMean) ** 2;
    sxy += (x[t]! - xMean) * (y[t]! - yMean);
    syy += (y[t]! - yMean) ** 2;
  }
  if (!(sxx > (1e-12 * xMean) ** 2 * t0)) {
    throw new RangeError(`timeBasedRegression: control must vary before treatment; it is ${x[0]} throughout`);
  }
  const slope = sxy / sxx;
  let rss = 0;
  for (let t = 0; t < t0; t++) rss += (y[t]! - yMean - slope * (x[t]! - xMean)) ** 2;
  const df = t0 - 2;
  const sigma = Math.sqrt(rss / df);
  const counterfactual = control.map((value) => yMean + slope * (value - xMean));
  const effects = treatment.slice(t0).map((value, k) => value - counterfactual[t0 + k]!);

  /** Standard error of the sum of the effects of `m` periods, with Σ (x − x̄) = `deviation`. */
  const errorOf = (m: number, deviation: number): number =>
    sigma * Math.sqrt(m + (m * m) / t0 + (deviation * deviation) / sxx);
  const critical = studentT.upperTailQuantile((1 - level) / 2, df);
  const pointwise = effects.map((_, k) => critical * errorOf(1, control[t0 + k]! - xMean));
  const cumulative = new Float64Array(effects.length);
  const reach = new Float64Array(effects.length);
  let sum = 0;
  let deviation = 0;
  for (let k = 0; k < effects.length; k++) {
    sum += effects[k]!;
    deviation += control[t0 + k]! - xMean;
    cumulative[k] = sum;
    reach[k] = critical * errorOf(k + 1, deviation);
  }
  const stderr = errorOf(effects.length, deviation);
  const half = critical * stderr;
  const oneSidedLower = sum - studentT.upperTailQuantile(1 - level, df) * stderr;
  const total = {
    estimate: sum,
    stderr,
    lower: sum - half,
    upper: sum + half,
    oneSidedLower,
    pValue: stderr > 0 ? 2 * studentT.upperTail(Math.abs(sum) / stderr, df) : NaN,
  };
  return {
    intercept: yMean - slope * xMean,
    slope,
    sigma,
    df,
    rSquared: syy > 0 ? 1 - rss / syy : NaN,
    counterfactual,
    effects,
    lower: effects.map((effect, k) => effect - pointwise[k]!),
    upper: effects.map((effect, k) => effect + pointwise[k]!),
    cumulative,
    cumulativeLower: cumulative.map((value, k) => value - reach[k]!),
    cumulativeUpper: cumulative.map((value, k) => value + reach[k]!),
    total,
    returnOnSpend:
      cost === undefined
        ? null
        : {
            estimate: sum / cost,
            lower: total.lower / cost,
            upper: total.upper / cost,
            oneSidedLower: oneSidedLower / cost,
          },
  };
}

function check(
  treatment: Float64Array,
  control: Float64Array,
  preperiods: number,
  { level, cost }: TimeBasedOptions,
): void {
  const who = "timeBasedRegression";
  if (treatment.length !== control.length) {
    throw new RangeError(
      `${who}: treatment and control must have as many periods; got ${treatment.length} and ${control.length}`,
    );
  }
  if (!Number.isInteger(preperiods) || preperiods < 3 || preperiods >= treatment.length) {
    throw new RangeError(
      `${who}: preperiods must be a whole number from 3 to ${treatment.length - 1}; got ${preperiods}`,
    );
  }
  if (!treatment.every(Number.isFinite) || !control.every(Number.isFinite)) {
    throw new RangeError(`${who}: treatment and control must be finite`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must lie between 0 and 1; got ${level}`);
  if (cost !== undefined && !(cost > 0 && cost < Infinity)) {
    throw new RangeError(`${who}: cost must be positive and finite; got ${cost}`);
  }
}
