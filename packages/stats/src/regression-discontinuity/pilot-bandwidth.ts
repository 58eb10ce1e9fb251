import { pilotConstants, type RegressionKernel } from "./kernel.ts";
import { reachOf, type Side } from "./side.ts";

/** Distinct values that a bandwidth holds at least on each side. */
const fewestDistinct = 10;

/** Bandwidths between which a choice makes sense: ten distinct values on each side, and all rows. */
export function bandwidthRange(sides: readonly Side[]): readonly [lowest: number, highest: number] {
  const lowest = Math.max(...sides.map((side) => reachOf(side, fewestDistinct))) * (1 + 1e-8);
  return [lowest, Math.max(...sides.map((side) => Math.abs(side.x.at(-1) ?? 0))) * (1 + 1e-8)];
}

/** Constant · spread · n^(−1/5), n the distinct values; at which variances and the bias's constants are measured. */
export function pilotBandwidth(sides: readonly Side[], kernel: RegressionKernel): number {
  const [lowest, highest] = bandwidthRange(sides);
  const distinct = sides.reduce((sum, { starts }) => sum + starts.length - 1, 0);
  return Math.max(lowest, Math.min(highest, pilotConstants[kernel] * spreadOf(sides) * distinct ** -0.2));
}

/** The lesser of standard deviation and interquartile range ÷ 1.349, which a normal variable has in common. */
function spreadOf(sides: readonly Side[]): number {
  const x = Float64Array.from(sides.flatMap((side) => [...side.x])).sort();
  const n = x.length;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const quantile = (share: number): number => {
    const at = share * (n - 1);
    const low = x[Math.floor(at)]!;
    return low + (at - Math.floor(at)) * (x[Math.ceil(at)]! - low);
  };
  const quartiles = (quantile(0.75) - quantile(0.25)) / 1.349;
  return quartiles > 0 ? Math.min(deviation, quartiles) : deviation;
}
