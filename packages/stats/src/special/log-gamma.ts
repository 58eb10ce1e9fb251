import { deviance } from "./deviance.ts";

/** (ζ(k) − 1) / k for k = 2, 3, …, to which the Taylor series of log Γ(2 + z) reduces (DLMF 5.7.3). */
const TAYLOR: readonly number[] = [
  0.3224670334241132, 0.0673523010531981, 0.020580808427784546, 0.007385551028673986, 0.0028905103307415234,
  0.001192753911703261, 0.0005096695247430425, 0.00022315475845357939, 9.945751278180853e-5, 4.492623673813314e-5,
  2.050721277567069e-5, 9.439488275268397e-6, 4.374866789907488e-6, 2.039215753801366e-6, 9.55141213040742e-7,
  4.492469198764566e-7, 2.1207184805554665e-7, 1.0043224823968099e-7, 4.7698101693639804e-8, 2.2711094608943164e-8,
  1.0838659214896955e-8, 5.183475041970047e-9, 2.4836745438024785e-9, 1.1921401405860912e-9, 5.731367241678862e-10,
  2.7595228851242334e-10, 1.330476437424449e-10, 6.4229645638381e-11, 3.1044247747322276e-11, 1.5021384080754142e-11,
  7.275974480239079e-12, 3.527742476575915e-12,
];
const ONE_MINUS_EULER = 0.42278433509846713;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** Coefficients B_{2k} / (2k (2k − 1)) of Stirling's series (DLMF 5.11.1). */
const STIRLING: readonly number[] = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];
const STIRLING_FROM = 10;

/** log Γ(2 + z) for |z| ≤ 0.5. */
function logGammaNearTwo(z: number): number {
  let sum = 0;
  for (let k = TAYLOR.length - 1; k >= 0; k--) sum = TAYLOR[k]! - z * sum;
  return z * (ONE_MINUS_EULER + z * sum);
}

/** log Γ(1 + z) for z ≥ 0, accurate relative to z when z is small. */
export function logGammaOnePlus(z: number): number {
  return z <= 0.5 ? logGammaNearTwo(z) - Math.log1p(z) : logGamma(1 + z);
}

/**
 * Logarithm of the gamma function for x > 0, to about 4 ulp (relative, also beside the zeros at 1 and 2).
 * `logGamma(0)` and `logGamma(Infinity)` are Infinity; a negative or NaN `x` gives NaN.
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0 || x === Infinity) return Infinity;
  if (x < 0.5) return logGammaOnePlus(x) - Math.log(x);
  if (x < 1.5) return logGammaNearTwo(x - 1) - Math.log1p(x - 1);
  if (x >= STIRLING_FROM) return stirlingSeries(x) + HALF_LOG_TWO_PI + (x - 0.5) * (Math.log(x) - 1) - 0.5;
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return Math.log(product) + logGammaNearTwo(rest - 2);
}

function stirlingSeries(a: number): number {
  const inverse = 1 / a;
  const inverse2 = inverse * inverse;
  let sum = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) sum = STIRLING[k]! + inverse2 * sum;
  return sum * inverse;
}

/** log Γ(a + 1) − [½ log(2πa) + a log a − a] for a > 0: what Stirling's formula leaves out. */
export function stirlingError(a: number): number {
  if (a >= STIRLING_FROM) return stirlingSeries(a);
  if (a < 0.5) return logGammaOnePlus(a) - HALF_LOG_TWO_PI - 0.5 * Math.log(a) - a * Math.log(a) + a;
  let sum = 0;
  let shifted = a;
  for (; shifted < STIRLING_FROM; shifted++) sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
  return sum + stirlingSeries(shifted);
}

/** log Γ(b + d) − log Γ(b) for b > 0 and 0 ≤ d ≤ 1, accurate relative to d. */
export function logGammaIncrement(b: number, d: number): number {
  let sum = 0;
  let shifted = b;
  for (; shifted < STIRLING_FROM; shifted++) sum -= Math.log1p(d / shifted);
  const u = d / shifted;
  return (
    sum +
    d * Math.log(shifted + d) -
    0.5 * Math.log1p(u) -
    shifted * deviance(u, 1 + u) +
    (stirlingSeries(shifted + d) - stirlingSeries(shifted))
  );
}
