import type { Rng } from "@ie/contracts";

/** Outcomes with an effect put in, and the mean of what was added to a treated row. */
export interface Injected {
  readonly outcome: Float64Array;
  readonly truth: number;
}

/**
 * Adds an effect to the treated rows: the same amount to each, or the same share of each outcome. Outcomes of 0 and 1 stay so: as many
 * change by lot as move the treated rows' rate by the effect, as far as a rate can move.
 */
export function inject(
  outcome: Float64Array,
  treated: ArrayLike<number>,
  effect: number,
  scale: "absolute" | "relative",
  rng: Rng,
): Injected {
  const result = outcome.slice();
  let rows = 0;
  let sum = 0;
  let binary = true;
  for (let i = 0; i < outcome.length; i++) {
    if (outcome[i] !== 0 && outcome[i] !== 1) binary = false;
    if (treated[i] !== 1) continue;
    rows += 1;
    sum += outcome[i]!;
  }
  const rate = sum / rows;
  const shift = scale === "relative" ? effect * rate : effect;
  let added = 0;
  for (let i = 0; i < outcome.length; i++) {
    if (treated[i] !== 1) continue;
    const y = outcome[i]!;
    if (!binary) result[i] = scale === "relative" ? y * (1 + effect) : y + effect;
    else if (shift > 0 && y === 0 && rng.uniform() < shift / (1 - rate)) result[i] = 1;
    else if (shift < 0 && y === 1 && rng.uniform() < -shift / rate) result[i] = 0;
    added += result[i]! - y;
  }
  // For rates the effect is the expected one, not the lot's.
  const possible = Math.max(-rate, Math.min(1 - rate, shift));
  return { outcome: result, truth: rows === 0 ? NaN : binary ? possible : added / rows };
}
