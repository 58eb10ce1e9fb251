import { cholesky, createMatrix } from "@ie/stats";

/** Shrinks a little further than where the matrix is singular to working precision. */
const margin = 1e-6;

/**
 * The correlation matrix (1 − s) R + s I that is positive definite, with the least s in [0, 1] (Higham, Strabić and Šego 2016, "Restoring
 * definiteness via shrinking, with an application to correlation matrices with a fixed block", §2; bisection). `r`: symmetric k × k with a
 * diagonal of ones. RangeError where it holds what is no correlation.
 */
export function shrinkToDefinite(
  r: Float64Array,
  k: number,
): { readonly correlation: Float64Array; readonly shrinkage: number } {
  if (r.length !== k * k || r.some((value) => !(Math.abs(value) <= 1 + 1e-9))) {
    throw new RangeError(`shrinkToDefinite: no ${k} x ${k} matrix of correlations; entries are from -1 to 1`);
  }
  const shrunk = (s: number): Float64Array => r.map((value, at) => (at % (k + 1) === 0 ? 1 : (1 - s) * value));
  const isDefinite = (s: number): boolean => cholesky(createMatrix(k, k, shrunk(s))) !== null;
  if (isDefinite(0)) return { correlation: shrunk(0), shrinkage: 0 };
  let [low, high] = [0, 1];
  while (high - low > margin / 2) {
    const middle = (low + high) / 2;
    if (isDefinite(middle)) high = middle;
    else low = middle;
  }
  const shrinkage = Math.min(1, high + margin);
  return { correlation: shrunk(shrinkage), shrinkage };
}
