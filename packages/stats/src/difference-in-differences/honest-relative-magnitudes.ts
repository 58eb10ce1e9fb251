import * as normal from "../distributions/normal.ts";
import {
  breakdownSize,
  checkLevel,
  covarianceOf,
  effectOfInterest,
  type EventStudyEstimates,
  type HonestInterval,
} from "./event-study-estimates.ts";

/** Share of 1 − level that the first, least-favourable test of the hybrid may use (Andrews, Roth and Pakes 2023). */
const FIRST_STAGE = 0.1;

/**
 * Interval for the effect of interest when the violation of parallel trends may change between two periods after the reference by no more than
 * `mBar` times its largest change between two periods up to it (Rambachan and Roth 2023, Δ^RM of §2.4).
 *
 * Changes before the reference are identified. With κ = Σ_j |Σ_{t≥j} weight_t| the effect lies within κ · mBar · max |change| of the estimate,
 * and that is all the restriction says: the union, over each change and its sign, of the hypotheses that θ lies within
 * κ · mBar · (±change) of it. Each is a pair of moment inequalities without nuisance parameters, tested by the hybrid of
 * a least-favourable and a conditional test, and θ is rejected when all are (ibid., §3). Valid for normal estimates with known covariance;
 * deterministic. At mBar = 0 it is the usual normal interval. The tests use the inequalities' sums over periods, not each of
 * them, so that the interval may differ a little from that of R's HonestDiD. RangeError for wrong shapes, a negative `mBar` or `level`
 * outside (0, 1).
 */
export function honestRelativeMagnitudes(
  estimates: EventStudyEstimates,
  mBar: number,
  options: { readonly level?: number } = {},
): HonestInterval {
  const who = "honestRelativeMagnitudes";
  const { level = 0.95 } = options;
  checkLevel(who, level);
  if (!(mBar >= 0 && mBar < Infinity)) throw new RangeError(`${who}: mBar must be a number from 0; got ${mBar}`);
  const { contrast, value } = effectOfInterest(who, estimates);
  const { pre, covariance } = estimates;
  const size = covariance.rows;
  let reach = 0;
  for (let j = contrast.length - 1, rest = 0; j >= 0; j--) {
    rest += contrast[j]!;
    reach += Math.abs(rest);
  }
  const effect = new Float64Array(size);
  effect.set(contrast, pre.length);
  const variance = covarianceOf(covariance, effect, effect);
  let lower = Infinity;
  let upper = -Infinity;
  for (let s = 0; s < pre.length; s++) {
    // Change from pre-period s to the next, of which the last is the reference with effect 0.
    const change = new Float64Array(size);
    change[s] = -mBar * reach;
    if (s + 1 < pre.length) change[s + 1] = mBar * reach;
    const bound = change[s]! * pre[s]! + (change[s + 1] ?? 0) * (s + 1 < pre.length ? pre[s + 1]! : 0);
    const boundVariance = covarianceOf(covariance, change, change);
    const covarianceWithBound = covarianceOf(covariance, effect, change);
    for (const sign of [1, -1]) {
      const accepted = acceptedRange(
        value,
        sign * bound,
        variance,
        boundVariance,
        sign * covarianceWithBound,
        1 - level,
      );
      if (!accepted) continue;
      lower = Math.min(lower, accepted.lower);
      upper = Math.max(upper, accepted.upper);
    }
  }
  return { lower, upper };
}

/**
 * Largest M̄ up to which {@link honestRelativeMagnitudes} excludes an effect of 0: 0 when the usual interval holds 0, `atMost` (default
 * 10) when even that one excludes it.
 */
export function breakdownRelativeMagnitudes(
  estimates: EventStudyEstimates,
  options: { readonly level?: number; readonly atMost?: number } = {},
): number {
  return breakdownSize((mBar) => {
    const { lower, upper } = honestRelativeMagnitudes(estimates, mBar, options);
    return lower > 0 || upper < 0;
  }, options.atMost ?? 10);
}

/**
 * Values θ at which |θ − effect| ≤ bound is not rejected, as their hull; null when all are. `effect` and `bound` are normal with the variances
 * given and known.
 */
function acceptedRange(
  effect: number,
  bound: number,
  variance: number,
  boundVariance: number,
  covariance: number,
  alpha: number,
): HonestInterval | null {
  // effect − θ − bound ≤ 0 and θ − effect − bound ≤ 0.
  const low = Math.sqrt(Math.max(0, variance + boundVariance - 2 * covariance));
  const high = Math.sqrt(Math.max(0, variance + boundVariance + 2 * covariance));
  const correlation = Math.min(1, Math.max(-1, (boundVariance - variance) / (low * high)));
  const most = normal.upperTailQuantile((FIRST_STAGE * alpha) / 2);
  // Where the two statistics are equal, which is where the larger of them is least.
  const middle = effect + (bound * (low - high)) / (low + high);
  if ((middle - effect - bound) / high > most) return null;
  const share = (alpha * (1 - FIRST_STAGE)) / (1 - alpha * FIRST_STAGE);
  const isRejected = (larger: number, smaller: number): boolean => {
    if (larger > most) return true;
    const from = correlation < 1 ? (smaller - correlation * larger) / (1 - correlation) : -Infinity;
    return (
      normal.upperTail(larger) - normal.upperTail(most) < share * (normal.upperTail(from) - normal.upperTail(most))
    );
  };
  const upper = boundary(middle, effect + bound + most * high, (theta) =>
    isRejected((theta - effect - bound) / high, (effect - theta - bound) / low),
  );
  const lower = boundary(middle, effect - bound - most * low, (theta) =>
    isRejected((effect - theta - bound) / low, (theta - effect - bound) / high),
  );
  return { lower, upper };
}

/** Where rejection begins on the way from `accepted` to `rejected`. */
function boundary(accepted: number, rejected: number, isRejected: (theta: number) => boolean): number {
  let inside = accepted;
  let outside = rejected;
  for (let pass = 0; pass < 100; pass++) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (isRejected(middle)) outside = middle;
    else inside = middle;
  }
  return outside;
}
