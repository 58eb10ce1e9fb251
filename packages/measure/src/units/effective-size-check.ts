import type { Check } from "@ie/contracts";
import { effectiveSize } from "./effective-size.ts";
import type { Units } from "./units.ts";

/** Units below which a mean's t interval leans on the shape of the outcomes, and below which there is hardly a mean. */
const few = 30;
const veryFew = 10;
/** Share of an arm's number above which the weights are not to blame. */
const whole = 0.8;
/**
 * Shares of the smaller arm's number below which weighting costs much, and nearly all. What the larger arm has beyond it adds little to a
 * difference, so that an att of few among many controls is no loss.
 */
const low = 0.3;
const veryLow = 0.1;

/** How many units each arm counts for under its weights (Kish 1965), and whether they are enough. `remedy`: what the model can do. */
export function effectiveSizeCheck(
  weights: Float64Array,
  { treated, nTreated, nControl }: Pick<Units, "treated" | "nTreated" | "nControl">,
  remedy: string,
): { readonly check: Check; readonly effectiveTreated: number; readonly effectiveControl: number } {
  const effectiveTreated = effectiveSize(weights, treated, 1);
  const effectiveControl = effectiveSize(weights, treated, 0);
  const least = Math.min(effectiveTreated, effectiveControl);
  const [arm, n] = effectiveTreated <= effectiveControl ? ["treated", nTreated] : ["untreated", nControl];
  const share = least / Math.min(nTreated, nControl);
  const status = least < veryFew || share < veryLow ? "fail" : least < few || share < low ? "warn" : "pass";
  return {
    effectiveTreated,
    effectiveControl,
    check: {
      name: "effective_sample_size",
      status,
      message: `the ${n} ${arm} units count for ${least.toFixed(1)} under their weights${
        status === "pass"
          ? ""
          : `; so few make the interval unreliable: ${least > whole * n ? "find more of them" : remedy}`
      }`,
      value: least,
    },
  };
}
