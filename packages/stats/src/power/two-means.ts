import * as normal from "../distributions/normal.ts";
import * as studentT from "../distributions/student-t.ts";
import { welchDf } from "../ratio/welch.ts";
import { findRoot } from "./find-root.ts";
import * as noncentralT from "./noncentral-t.ts";

/** A test of two independent means: Student's where `sdControl` is not given, else Welch's. */
export interface TwoMeansTest {
  /** Standard deviation of the units: of both arms, or of the treated where `sdControl` is given. */
  readonly sd: number;
  readonly sdControl?: number;
  /** 0.05 where not given. */
  readonly alpha?: number;
  /** 2 where not given; 1 is the side of the difference. */
  readonly sides?: 1 | 2;
}

export interface ArmSizes {
  readonly nTreated: number;
  readonly nControl: number;
}

export interface SampleSizes {
  readonly treated: number;
  readonly control: number;
}

/** The largest arm looked for. */
const LARGEST = 1e15;

export function checkPower(who: string, power: number, alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`${who}: alpha must lie between 0 and 1; got ${alpha}`);
  if (!(power > alpha && power < 1))
    throw new RangeError(`${who}: power must lie between alpha, ${alpha}, and 1; got ${power}`);
}

function checkMeans(who: string, { sd, sdControl = sd, alpha = 0.05 }: TwoMeansTest): void {
  if (!(sd > 0 && sd < Infinity && sdControl > 0 && sdControl < Infinity))
    throw new RangeError(`${who}: standard deviations must be positive and finite; got ${sd}, ${sdControl}`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`${who}: alpha must lie between 0 and 1; got ${alpha}`);
}

/**
 * Probability that the test rejects when the means differ by `difference`, on either side of a two-sided test: exact for normal units
 * with equal variances, by the noncentral t; with `sdControl`, at Welch's degrees of freedom for those variances.
 * RangeError when a standard deviation is not positive, an arm has fewer than 2 units, or `alpha` is not inside (0, 1).
 */
export function powerOfT(input: TwoMeansTest & ArmSizes & { readonly difference: number }): number {
  const { difference, nTreated, nControl, sd, sdControl, alpha = 0.05, sides = 2 } = input;
  checkMeans("powerOfT", input);
  if (!(nTreated >= 2 && nControl >= 2))
    throw new RangeError(`powerOfT: arms of ${nTreated} and ${nControl} units; each needs 2`);
  const other = sdControl ?? sd;
  const stderr = Math.sqrt((sd * sd) / nTreated + (other * other) / nControl);
  const df = sdControl === undefined ? nTreated + nControl - 2 : welchDf(sd * sd, nTreated, other * other, nControl);
  const drift = Math.abs(difference) / stderr;
  const critical = studentT.upperTailQuantile(alpha / sides, df);
  const right = noncentralT.upperTail(critical, df, drift);
  return sides === 1 ? right : Math.min(1, right + noncentralT.cdf(-critical, df, drift));
}

/**
 * Units in each arm at which {@link powerOfT} is `power`, not rounded. `allocation` is treated per control, 1 where not given. NaN where
 * the difference is 0. RangeError as there, and unless alpha < power < 1.
 */
export function sampleSizeForT(
  input: TwoMeansTest & { readonly difference: number; readonly power: number; readonly allocation?: number },
): SampleSizes {
  const { difference, power, allocation = 1, alpha = 0.05 } = input;
  checkMeans("sampleSizeForT", input);
  checkPower("sampleSizeForT", power, alpha);
  return sizesFor(allocation, power, (nTreated, nControl) => powerOfT({ ...input, difference, nTreated, nControl }));
}

/** The arms, in the ratio `allocation`, at which a rising `powerAt` is `power`; 2 units in the smaller arm where fewer would do. */
export function sizesFor(
  allocation: number,
  power: number,
  powerAt: (nTreated: number, nControl: number) => number,
): SampleSizes {
  if (!(allocation > 0 && allocation < Infinity))
    throw new RangeError(`allocation must be positive and finite; got ${allocation}`);
  const excess = (log: number): number => powerAt(allocation * Math.exp(log), Math.exp(log)) - power;
  // Slightly above 2, which exp and log would otherwise undercut.
  const smallest = Math.log(2 * Math.max(1, 1 / allocation)) + 1e-12;
  const control = Math.exp(excess(smallest) >= 0 ? smallest : findRoot(excess, smallest, Math.log(LARGEST)));
  return { treated: allocation * control, control };
}

/** The difference that {@link powerOfT} finds with probability `power`. Errors as there, and unless alpha < power < 1. */
export function minimumDetectableEffect(input: TwoMeansTest & ArmSizes & { readonly power: number }): number {
  const { sd, sdControl = sd, nTreated, nControl, power, alpha = 0.05, sides = 2 } = input;
  checkMeans("minimumDetectableEffect", input);
  checkPower("minimumDetectableEffect", power, alpha);
  const stderr = Math.sqrt((sd * sd) / nTreated + (sdControl * sdControl) / nControl);
  const excess = (difference: number): number => powerOfT({ ...input, difference }) - power;
  // With normal quantiles the answer is this or somewhat more.
  let high = stderr * (normal.upperTailQuantile(alpha / sides) + normal.quantile(power) + 1);
  while (excess(high) < 0) high *= 2;
  return findRoot(excess, 0, high);
}
