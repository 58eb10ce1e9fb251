import { createRng } from "@ie/stats";
import { addDays, createTable, type Table } from "@ie/table";

export interface SimulatedSeries {
  readonly n: number;
  readonly ar?: number;
  readonly level?: number;
  readonly slope?: number;
  /** From date n / 2 on. */
  readonly effect?: number;
  readonly season?: number;
}

const firstDate = "2024-01-01";

/** Daily series with autoregressive errors of innovation standard deviation 1, and a step half-way. */
export function simulatedSeries(
  seed: number,
  { n, ar = 0, level = 100, slope = 0, effect = 0, season = 0 }: SimulatedSeries,
): Table {
  const rng = createRng(seed, "series");
  let noise = rng.normal() / Math.sqrt(1 - ar * ar);
  const revenue = Float64Array.from({ length: n }, (_, t) => {
    if (t > 0) noise = ar * noise + rng.normal();
    return level + slope * t + season * Math.sin((2 * Math.PI * t) / 7) + (t >= n / 2 ? effect : 0) + noise;
  });
  return createTable({ date: Array.from(revenue, (_, t) => addDays(firstDate, t)), revenue });
}
