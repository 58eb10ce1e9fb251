import { solveUpperTransposed, studentT } from "@ie/stats";
import type { ArPosterior } from "./ar-posterior.ts";

/** A mixture of Student's t of common degrees of freedom: what is known of one linear combination. */
export interface TMixture {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  /** Scales of the t's, not their standard deviations. */
  readonly scales: Float64Array;
  readonly df: number;
}

/** Σ c_j β_j over the given columns of the design; null where it leans on an aliased column. */
export function contrast(
  { design, nodes, df }: Pick<ArPosterior, "design" | "nodes" | "df">,
  c: Float64Array,
): TMixture | null {
  const { rank, kept, triangle, projection, scale } = design;
  if (design.aliased.some((j) => c[j] !== 0)) return null;
  const onBasis = solveUpperTransposed(
    triangle,
    Float64Array.from(kept, (j) => c[j]!),
  );
  const base = onBasis.reduce((sum, v, i) => sum + v * projection[i]!, 0);
  const solved = new Float64Array(rank);
  const means = Float64Array.from(nodes, ({ gamma }) =>
    onBasis.reduce((sum, v, i) => sum + v * scale * gamma[i]!, base),
  );
  const scales = Float64Array.from(nodes, ({ lower, sigma2 }) => {
    let square = 0;
    for (let i = 0; i < rank; i++) {
      let sum = onBasis[i]!;
      for (let j = 0; j < i; j++) sum -= lower[i * rank + j]! * solved[j]!;
      solved[i] = sum / lower[i * rank + i]!;
      square += solved[i]! ** 2;
    }
    return scale * Math.sqrt(sigma2 * square);
  });
  return { weights: Float64Array.from(nodes, ({ weight }) => weight), means, scales, df };
}

export function mixtureMean({ weights, means }: TMixture): number {
  return means.reduce((sum, mean, g) => sum + weights[g]! * mean, 0);
}

/** Standard deviation; needs df > 2. */
export function mixtureSd(mixture: TMixture): number {
  const { weights, means, scales, df } = mixture;
  const mean = mixtureMean(mixture);
  return Math.sqrt(
    means.reduce((sum, m, g) => sum + weights[g]! * ((m - mean) ** 2 + (scales[g]! ** 2 * df) / (df - 2)), 0),
  );
}

/** P(value > x). */
export function upperTail({ weights, means, scales, df }: TMixture, x: number): number {
  let sum = 0;
  for (let g = 0; g < means.length; g++) sum += weights[g]! * studentT.upperTail((x - means[g]!) / scales[g]!, df);
  return sum;
}

/** Two-sided p-value of no effect, twice the smaller tail. */
export function twoSidedP(mixture: TMixture): number {
  const { means, scales, weights, df } = mixture;
  let [above, below] = [0, 0];
  for (let g = 0; g < means.length; g++) {
    const t = means[g]! / scales[g]!;
    above += weights[g]! * studentT.upperTail(-t, df);
    below += weights[g]! * studentT.upperTail(t, df);
  }
  return Math.min(1, 2 * Math.min(above, below));
}

/** The x with P(value > x) = q, by bisection to rounding. */
export function upperQuantile(mixture: TMixture, q: number): number {
  const { means, scales, df } = mixture;
  const t = studentT.upperTailQuantile(q, df);
  let low = Infinity;
  let high = -Infinity;
  for (let g = 0; g < means.length; g++) {
    low = Math.min(low, means[g]! + t * scales[g]!);
    high = Math.max(high, means[g]! + t * scales[g]!);
  }
  return rootBetween((x) => upperTail(mixture, x) - q, low, high);
}

/** Root of a decreasing function by the Illinois rule (Dowell and Jarratt 1971), which keeps its bracket. */
export function rootBetween(f: (x: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  if (a === b) return a;
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  for (let i = 0; i < 100; i++) {
    const x = Math.abs(fa - fb) > 0 ? (a * fb - b * fa) / (fb - fa) : (a + b) / 2;
    const c = x > Math.min(a, b) && x < Math.max(a, b) ? x : (a + b) / 2;
    const fc = f(c);
    if (fc === 0 || Math.abs(b - a) <= 4e-16 * Math.max(Math.abs(a), Math.abs(b)) || c === a || c === b) return c;
    if (fc > 0 === fb > 0) fa /= 2;
    else [a, fa] = [b, fb];
    [b, fb] = [c, fc];
    if (Math.abs(fc) < 1e-15) return c;
  }
  return b;
}
