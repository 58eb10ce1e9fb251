const SPLITTER = 134217729;

/** The rounding error of the product `a * b`, whose rounded value is `product` (Dekker 1971). Needs |a|, |b| < 2^996. */
export function productError(a: number, b: number, product: number): number {
  const ta = SPLITTER * a;
  const aHigh = ta - (ta - a);
  const aLow = a - aHigh;
  const tb = SPLITTER * b;
  const bHigh = tb - (tb - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The rounding error of the sum `a + b`, whose rounded value is `sum` (Knuth 1969). */
export function sumError(a: number, b: number, sum: number): number {
  const t = sum - a;
  return a - (sum - t) + (b - t);
}
