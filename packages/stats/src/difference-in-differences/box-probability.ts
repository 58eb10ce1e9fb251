import * as normal from "../distributions/normal.ts";
import { cholesky } from "../linear-algebra/cholesky.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";

const POINTS = 4093;

/**
 * P(lower ≤ X ≤ upper) of X ~ N(0, `covariance`), K × K and positive definite: Genz's (1992) transformation to the unit cube, integrated
 * over a lattice of square roots of primes with the baker's transform. Deterministic; error about 1e-4. NaN when the covariance is singular.
 */
export function boxProbability(covariance: Matrix, lower: Float64Array, upper: Float64Array): number {
  const K = lower.length;
  const factor = cholesky(covariance);
  if (factor === null) return NaN;
  const roots = primeRoots(K);
  const z = new Float64Array(K);
  let total = 0;
  for (let point = 1; point <= POINTS; point++) {
    let product = 1;
    for (let i = 0; i < K && product > 0; i++) {
      let mean = 0;
      for (let j = 0; j < i; j++) mean += factor.data[j * K + i]! * z[j]!;
      const scale = factor.data[i * K + i]!;
      const low = normal.cdf((lower[i]! - mean) / scale);
      const width = normal.cdf((upper[i]! - mean) / scale) - low;
      product *= Math.max(0, width);
      const u = Math.abs(2 * ((point * roots[i]!) % 1) - 1);
      const p = Math.min(Math.max(low + u * width, Number.MIN_VALUE), 1 - Number.EPSILON / 2);
      z[i] = normal.quantile(p);
    }
    total += product;
    if (K === 1) return product;
  }
  return total / POINTS;
}

function primeRoots(count: number): Float64Array {
  const roots = new Float64Array(count);
  for (let candidate = 2, found = 0; found < count; candidate++) {
    let isPrime = true;
    for (let d = 2; d * d <= candidate; d++) if (candidate % d === 0) isPrime = false;
    if (isPrime) roots[found++] = Math.sqrt(candidate);
  }
  return roots;
}
