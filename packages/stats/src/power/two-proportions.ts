import * as normal from "../distributions/normal.ts";
import { findRoot } from "./find-root.ts";
import { checkPower, sizesFor, type ArmSizes, type SampleSizes } from "./two-means.ts";

/** A test of two independent proportions. */
export interface TwoProportionsTest {
  /** Proportion of the control arm. */
  readonly control: number;
  /** `score`, the default: variance pooled under no difference, as the score test has it; `arcsine`: Cohen's h. */
  readonly method?: "score" | "arcsine";
  /** 0.05 where not given. */
  readonly alpha?: number;
  /** 2 where not given; 1 is the side of the difference. */
  readonly sides?: 1 | 2;
}

function checkProportion(who: string, name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${who}: ${name} must lie between 0 and 1; got ${value}`);
}

/**
 * Probability of rejecting in the direction of the difference, by the normal approximation (score: Fleiss, Levin and Paik 2003, ch. 4;
 * arcsine: Cohen 1988, ch. 6, both sides counted). RangeError unless proportions and `alpha` lie inside (0, 1) and arms hold units.
 */
export function powerOfProportions(input: TwoProportionsTest & ArmSizes & { readonly treated: number }): number {
  const { treated, control, nTreated, nControl, method = "score", alpha = 0.05, sides = 2 } = input;
  checkProportion("powerOfProportions", "treated", treated);
  checkProportion("powerOfProportions", "control", control);
  checkProportion("powerOfProportions", "alpha", alpha);
  if (!(nTreated > 0 && nControl > 0))
    throw new RangeError(`powerOfProportions: arms of ${nTreated} and ${nControl} units; each needs some`);
  const critical = normal.upperTailQuantile(alpha / sides);
  if (method === "arcsine") {
    const h = 2 * Math.abs(Math.asin(Math.sqrt(treated)) - Math.asin(Math.sqrt(control)));
    const drift = h / Math.sqrt(1 / nTreated + 1 / nControl);
    return normal.cdf(drift - critical) + (sides === 1 ? 0 : normal.cdf(-drift - critical));
  }
  const pooled = (nTreated * treated + nControl * control) / (nTreated + nControl);
  const underNull = Math.sqrt(pooled * (1 - pooled) * (1 / nTreated + 1 / nControl));
  const underTruth = Math.sqrt((treated * (1 - treated)) / nTreated + (control * (1 - control)) / nControl);
  return normal.cdf((Math.abs(treated - control) - critical * underNull) / underTruth);
}

/** Units in each arm at which {@link powerOfProportions} is `power`, not rounded; NaN where the proportions are equal. */
export function sampleSizeForProportions(
  input: TwoProportionsTest & { readonly treated: number; readonly power: number; readonly allocation?: number },
): SampleSizes {
  const { power, allocation = 1, alpha = 0.05 } = input;
  checkPower("sampleSizeForProportions", power, alpha);
  return sizesFor(allocation, power, (nTreated, nControl) => powerOfProportions({ ...input, nTreated, nControl }));
}

/** The rise (`up`) or fall of the control's proportion that is found with probability `power`; NaN where none within (0, 1) is. */
export function minimumDetectableDifference(
  input: TwoProportionsTest & ArmSizes & { readonly power: number; readonly direction?: "up" | "down" },
): number {
  const { control, power, alpha = 0.05, direction = "up" } = input;
  checkPower("minimumDetectableDifference", power, alpha);
  checkProportion("minimumDetectableDifference", "control", control);
  const edge = direction === "up" ? 1 - 1e-12 : 1e-12;
  const excess = (treated: number): number => powerOfProportions({ ...input, treated }) - power;
  return findRoot(excess, control, edge) - control;
}
