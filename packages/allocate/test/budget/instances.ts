import type { BudgetChannel, ResponseCurve } from "../../src/index.ts";
import { createRng, type Rng } from "@ie/stats";

export interface Instance {
  readonly seed: number;
  readonly budget: number;
  readonly channels: readonly (BudgetChannel & { readonly curve: ResponseCurve })[];
}

function curveOf(rng: Rng): ResponseCurve {
  const beta = 50 * Math.exp(0.8 * rng.normal());
  const halfSaturation = 20 * Math.exp(0.7 * rng.normal());
  const kind = rng.uniform();
  if (kind < 0.15) return { type: "exponential", beta, rate: 1 / halfSaturation };
  if (kind < 0.25) return { type: "logistic", beta, rate: 4 / halfSaturation, midpoint: halfSaturation };
  return { type: "hill", beta, halfSaturation, slope: 1 + 4 * rng.uniform() };
}

/** 3 to 50 channels, most of them S-shaped, with budgets from scarce to ample; one in three has limits. */
export function instanceOf(seed: number): Instance {
  const rng = createRng("budget instances", seed);
  const n = 3 + Math.floor(48 * rng.uniform());
  const limited = seed % 3 === 0;
  const channels = Array.from({ length: n }, (_, i) => {
    const low = limited && rng.uniform() < 0.5 ? 4 * rng.uniform() : 0;
    return {
      channel: `channel ${String(i).padStart(2, "0")}`,
      curve: curveOf(rng),
      ...(limited ? { min: low, max: low + 15 + 60 * rng.uniform() } : {}),
    };
  });
  const share = limited ? 0.3 + 0.4 * rng.uniform() : 0.15 + 1.5 * rng.uniform();
  return { seed, budget: 20 * n * share, channels };
}
