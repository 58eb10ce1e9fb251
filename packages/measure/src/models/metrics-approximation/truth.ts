import type { Example, PotentialTables, TrueEffect } from "@ie/contracts";
import { gainOf } from "../../truth/index.ts";
import type { MetricsApproximationOptions } from "./options.ts";

/** What the change does to the outcome whose baseline the table has: the gain of the units whose metric changes. */
export function truth(
  { table, options }: Example<MetricsApproximationOptions>,
  { untreated, treated }: PotentialTables,
): TrueEffect {
  const { baselineColumn, metricBeforeColumn, metricAfterColumn, effect } = options;
  const gain = gainOf(treated, untreated, baselineColumn);
  if (gain === null || gain.every((value) => value === 0)) {
    return { unknown: `the source knows no other outcome than "${baselineColumn}"` };
  }
  const [before, after, baseline] = [metricBeforeColumn, metricAfterColumn, baselineColumn].map((name) => table[name]!);
  let [sum, count] = [0, 0];
  for (let row = 0; row < gain.length; row++) {
    if ([before, after, baseline].some((column) => Number.isNaN(column![row]))) continue;
    count += 1;
    if (before![row] !== after![row]) sum += gain[row]!;
  }
  return { value: effect === "total" ? sum : sum / count };
}
