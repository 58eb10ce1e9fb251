import { outcomeAt, type Study } from "./study.ts";

/** Relative change of an effect at which the alternation has converged. */
const tolerance = 1e-13;
const mostRounds = 5_000;

/**
 * Effects of periods from y = unit + period by least squares over the never treated, so that units which miss some periods can be compared.
 * Null in a balanced panel, where they cancel. NaN in periods that no untreated unit was seen in.
 */
export function periodEffects(study: Study): Float64Array | null {
  if (study.isBalanced) return null;
  const T = study.panel.periods.length;
  const controls = Int32Array.from(study.first.keys()).filter((i) => study.first[i] === Infinity);
  const effects = new Float64Array(T);
  const sums = new Float64Array(T);
  const counts = new Float64Array(T);
  let scale = 0;
  for (let round = 0; round < mostRounds; round++) {
    sums.fill(0);
    counts.fill(0);
    for (const i of controls) {
      let mean = 0;
      let seen = 0;
      for (let t = 0; t < T; t++) {
        const value = outcomeAt(study, i, t);
        if (Number.isNaN(value)) continue;
        mean += value - effects[t]!;
        seen += 1;
      }
      mean /= seen;
      for (let t = 0; t < T; t++) {
        const value = outcomeAt(study, i, t);
        if (Number.isNaN(value)) continue;
        sums[t]! += value - mean;
        counts[t]! += 1;
        if (round === 0) scale = Math.max(scale, Math.abs(value - mean));
      }
    }
    let moved = 0;
    for (let t = 0; t < T; t++) {
      const next = counts[t] === 0 ? 0 : sums[t]! / counts[t]!;
      moved = Math.max(moved, Math.abs(next - effects[t]!));
      effects[t] = next;
    }
    if (moved <= tolerance * scale) break;
  }
  return effects.map((value, t) => (counts[t] === 0 ? NaN : value));
}
