import { productError } from "./double-double.ts";

const STEP = 0.5;
const POINTS = 13;
const WEIGHTS: Float64Array = Float64Array.from({ length: POINTS }, (_, n) => Math.exp(-n * n * STEP * STEP));
const SERIES_BELOW = 0.5;

/** exp(−x²·factor) without the loss that rounding x² would bring in the far tail; `factor` is a power of two. */
export function expMinusSquare(x: number, factor: number): number {
  const square = x * x;
  if (!(square * factor < 800)) return Number.isNaN(x) ? NaN : 0;
  return Math.exp(-square * factor) * (1 - productError(x, x, square) * factor);
}

/** Error function for |x| < 1: erf(x) = (2/√π) e^{−x²} Σ 2ⁿ x^{2n+1} / (2n + 1)!! (DLMF 7.6.2). */
function erfSeries(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; ; n++) {
    term *= (2 * square) / (2 * n + 1);
    const next = sum + term;
    if (next === sum) return (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
    sum = next;
  }
}

/**
 * Trapezoidal sum for e^{x²} erfc(x) before its pole correction, x ≥ 0.5 (Matta and Reichel 1971, "Uniform computation of the
 * error function and other related functions", Math. Comp. 25); with step ½ its error is below e^{−4π²}.
 */
function scaledSum(x: number): number {
  const square = x * x;
  let sum = 0;
  for (let n = POINTS - 1; n > 0; n--) sum += WEIGHTS[n]! / (n * n * STEP * STEP + square);
  return ((2 * STEP * x) / Math.PI) * (0.5 / square + sum);
}

/** erfc(x) for x ≥ 0, given `gauss` = exp(−x²), which a caller may know more precisely than x. */
export function erfcFrom(x: number, gauss: number): number {
  if (x < SERIES_BELOW) return 1 - erfSeries(x);
  const pole = x < Math.PI / STEP ? 2 / Math.expm1((2 * Math.PI * x) / STEP) : 0;
  return gauss * scaledSum(x) - pole;
}

/**
 * Complementary error function, to about 1e-15 relative until it underflows beyond x ≈ 26.5.
 * `erfc(-Infinity)` is 2, `erfc(Infinity)` is 0, `erfc(NaN)` is NaN.
 */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < SERIES_BELOW) return 1 - erfSeries(x);
  const tail = size === Infinity ? 0 : erfcFrom(size, expMinusSquare(size, 1));
  return x < 0 ? 2 - tail : tail;
}
