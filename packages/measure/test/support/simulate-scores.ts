import type { Table } from "@ie/contracts";
import { createRng } from "@ie/stats";

export interface ScoresDesign {
  readonly n: number;
  /** Jump of `revenue` for scores of 50 or more. */
  readonly effect: number;
  /** Clusters with a shock of their own; 0 for none. */
  readonly shops?: number;
}

/** `score` around 45 with the cutoff 50, `treated` by it, `age` beside it, `shop`, and a curved `revenue`. */
export function simulateScores({ n, effect, shops = 0 }: ScoresDesign, seed: number): Table {
  const rng = createRng(seed, "scores");
  const shocks = Array.from({ length: shops }, () => rng.normal());
  const score = Float64Array.from({ length: n }, () => 45 + 15 * rng.normal());
  const treated = score.map((value) => (value >= 50 ? 1 : 0));
  const age = score.map((value) => 40 + 0.1 * value + 8 * rng.normal());
  const shop = score.map(() => (shops === 0 ? 0 : rng.integer(shops)));
  const revenue = score.map((value, i) => {
    const u = (value - 50) / 15;
    return 20 + 4 * u + 1.5 * u * u + 0.2 * age[i]! + (shocks[shop[i]!] ?? 0) + effect * treated[i]! + 3 * rng.normal();
  });
  return { score, treated, age, shop, revenue };
}
