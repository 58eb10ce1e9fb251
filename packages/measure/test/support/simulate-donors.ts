import { createRng } from "@ie/stats";
import type { Table } from "@ie/table";

export interface DonorShape {
  readonly donors: number;
  readonly before: number;
  readonly after: number;
  readonly effect: number;
  readonly treated?: number;
}

/** Units `t0`, …, `d0`, … that two waves and noise move; the treated lie among the donors. Rows unit by unit. */
export function simulatedDonors(seed: number, { donors, before, after, effect, treated = 1 }: DonorShape): Table {
  const rng = createRng(seed).stream("donors");
  const n = before + after;
  const waves = [0, 1].map(() => Float64Array.from({ length: n }, () => rng.normal()));
  const units = Array.from({ length: treated + donors }, (_, u) => (u < treated ? `t${u}` : `d${u - treated}`));
  const outcome = units.flatMap((_, u) => {
    const isTreated = u < treated;
    const spread = isTreated ? 0.3 : 1;
    const [first, second, level] = [rng.normal() * spread, rng.normal() * spread, 3 * rng.normal() * spread];
    return Array.from(
      { length: n },
      (__, t) =>
        50 +
        level +
        first * waves[0]![t]! +
        second * waves[1]![t]! +
        0.5 * rng.normal() +
        (isTreated && t >= before ? effect : 0),
    );
  });
  return {
    unit_id: units.flatMap((unit) => Array.from({ length: n }, () => unit)),
    week: Float64Array.from(outcome, (_, i) => i % n),
    revenue: Float64Array.from(outcome),
  };
}
