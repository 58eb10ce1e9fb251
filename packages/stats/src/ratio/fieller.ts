/**
 * A ratio with its confidence set. An `interval` is [lower, upper], where a null bound is infinite. A `complement` is everything outside
 * (lower, upper): the denominator may be zero, the numerator not. `everything` holds all numbers: the data say nothing of the ratio.
 */
export interface RatioSet {
  /** NaN where the denominator is 0. */
  readonly value: number;
  readonly kind: "interval" | "complement" | "everything";
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * The confidence set of a / b by Fieller (1954): all θ with (a − θb)² ≤ critical² · Var(a − θb). `critical` is the quantile of the test
 * that it inverts, such as 1.96. The set leaves out 0 exactly where |a| > critical · √varA.
 * RangeError when a variance is negative, the covariance impossible, or `critical` not positive.
 */
export function fieller(a: number, b: number, varA: number, varB: number, covAB: number, critical: number): RatioSet {
  if (!(varA >= 0 && varB >= 0 && Math.abs(covAB) <= Math.sqrt(varA) * Math.sqrt(varB) * (1 + 1e-9)))
    throw new RangeError(`fieller: variances ${varA}, ${varB} and covariance ${covAB} are no covariance matrix`);
  if (!(critical > 0 && critical < Infinity))
    throw new RangeError(`fieller: critical must be positive and finite; got ${critical}`);
  const value = b === 0 ? NaN : a / b;
  const square = critical * critical;
  // Aθ² − 2Bθ + C ≤ 0. C decides about 0, A about infinity; factored, their signs are those of the two tests.
  const A = (Math.abs(b) - critical * Math.sqrt(varB)) * (Math.abs(b) + critical * Math.sqrt(varB));
  const B = a * b - square * covAB;
  const C = (Math.abs(a) - critical * Math.sqrt(varA)) * (Math.abs(a) + critical * Math.sqrt(varA));
  if (A === 0) {
    if (B === 0) return { value, kind: "everything", lower: null, upper: null };
    const bound = C / (2 * B);
    return B > 0
      ? { value, kind: "interval", lower: bound, upper: null }
      : { value, kind: "interval", lower: null, upper: bound };
  }
  // B² − AC, with the terms that cancel taken out.
  const discriminant =
    square * (varB * a * a - 2 * a * b * covAB + varA * b * b) - square * square * (varA * varB - covAB * covAB);
  if (A < 0 && discriminant <= 0) return { value, kind: "everything", lower: null, upper: null };
  const root = Math.sqrt(Math.max(0, discriminant));
  const sum = B < 0 ? B - root : B + root;
  const first = sum / A;
  const second = sum === 0 ? first : C / sum;
  return {
    value,
    kind: A > 0 ? "interval" : "complement",
    lower: Math.min(first, second),
    upper: Math.max(first, second),
  };
}
