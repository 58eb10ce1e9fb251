const LN2_HIGH = 0.6931471803691238; // its last 21 bits are zero, so that a product with an exponent is exact
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 12;
const SUBNORMAL_LIFT = 2 ** 54;

const view = new DataView(new ArrayBuffer(8));

/**
 * Natural logarithm of a positive finite number, from the four operations and the bits of x alone: ECMAScript lets `Math.log`
 * differ between engines, this cannot. Within 1 ulp or so.
 */
export function portableLog(x: number): number {
  if (x < 2.2250738585072014e-308) return portableLog(x * SUBNORMAL_LIFT) - 54 * (LN2_HIGH + LN2_LOW);
  view.setFloat64(0, x);
  const top = view.getUint32(0);
  let exponent = (top >>> 20) - 1023;
  view.setUint32(0, (top & 0xfffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  // log(1 + f) = 2 atanh(s) with s = f / (2 + f), and 2s = f − sf.
  const f = mantissa - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  let sum = 0;
  for (let k = TERMS; k >= 1; k--) sum = s2 * (2 / (2 * k + 1) + sum);
  return exponent * LN2_HIGH + (f - (s * (f - sum) - exponent * LN2_LOW));
}
