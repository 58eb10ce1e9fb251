import type { Table } from "@ie/contracts";
import { createTable } from "@ie/table";
import type { RegressionDiscontinuityOptions } from "./options.ts";
import type { Rows } from "./study.ts";

const bins = 20;

/** Means of the outcome in bins of equal width within twice the bandwidth, none of which spans the cutoff; for a figure. */
export function binnedMeans({ x, y }: Rows, h: number, options: RegressionDiscontinuityOptions): Table {
  const width = (2 * h) / bins;
  const sums = new Float64Array(2 * bins);
  const counts = new Float64Array(2 * bins);
  for (let i = 0; i < x.length; i++) {
    const bin = bins + Math.floor(x[i]! / width);
    if (bin < 0 || bin >= 2 * bins) continue;
    sums[bin] = sums[bin]! + y[i]!;
    counts[bin] = counts[bin]! + 1;
  }
  const used = Array.from(counts.keys()).filter((bin) => counts[bin]! > 0);
  const turn = options.treated === "above" ? 1 : -1;
  return createTable({
    score: Float64Array.from(used, (bin) => options.cutoff + turn * (bin - bins + 0.5) * width),
    mean: Float64Array.from(used, (bin) => sums[bin]! / counts[bin]!),
    rows: Float64Array.from(used, (bin) => counts[bin]!),
    treated: Float64Array.from(used, (bin) => (bin >= bins ? 1 : 0)),
  });
}
