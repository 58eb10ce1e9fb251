import type { Candidate } from "@ie/contracts";
import { createRng, normal } from "@ie/stats";

export interface DrawOptions {
  readonly draws: number;
  readonly seed: number;
  /** Probability between worst and best. */
  readonly level: number;
  /** Of the normals behind any two candidates' returns, 0 to 1. */
  readonly correlation: number;
}

/**
 * Standard normals, one row a draw: √ρ of a factor common to all and √(1 − ρ) of the candidate's own. A candidate's stream is known by
 * its id alone, so that neither order nor company changes its draws.
 */
function normals(candidates: readonly Candidate[], { draws, seed, correlation }: DrawOptions): readonly Float64Array[] {
  const n = candidates.length;
  const root = createRng(seed, "allocate");
  const common = root.stream("common");
  const factor = Float64Array.from({ length: draws }, () => common.normal());
  const [shared, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const table = Array.from({ length: draws }, () => new Float64Array(n));
  candidates.forEach(({ initiativeId }, i) => {
    const rng = root.stream("candidate").stream(initiativeId);
    for (let d = 0; d < draws; d++) table[d]![i] = shared * factor[d]! + own * rng.normal();
  });
  return table;
}

/**
 * Joint draws of the candidates' returns, one row of n a draw, currency. A return is the median plus z times (best − med)/q where
 * z > 0, and (med − worst)/q where z < 0, with q the normal quantile of (1 + level)/2: the split normal whose median, lower and upper
 * bound are the candidate's three numbers (Wallis 2014 has the kin whose mode is the centre). Mean: see {@link meanReturn}.
 */
export function drawReturns(candidates: readonly Candidate[], options: DrawOptions): readonly Float64Array[] {
  const q = normal.quantile((1 + options.level) / 2);
  return normals(candidates, options).map((z) =>
    z.map((value, i) => {
      const { best, med, worst } = candidates[i]!.returns;
      return med + (value * (value > 0 ? best - med : med - worst)) / q;
    }),
  );
}

/** Mean of that distribution: med + (σ₊ − σ₋)/√(2π). */
export function meanReturn({ returns: { best, med, worst } }: Candidate, level: number): number {
  const q = normal.quantile((1 + level) / 2);
  return med + (best - med - (med - worst)) / (q * Math.sqrt(2 * Math.PI));
}
