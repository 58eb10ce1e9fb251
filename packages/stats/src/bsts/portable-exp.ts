const LN2_HIGH = 0.6931471803691238; // its last 21 bits are zero, so that a product with a small whole number is exact
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 14;

/** eˣ for x ≤ 0 from the four operations alone, since ECMAScript lets `Math.exp` differ between engines. Within 2 ulp or so. */
export function portableExp(x: number): number {
  if (!(x > -745.2)) return Number.isNaN(x) ? x : 0;
  const power = Math.round(x * Math.LOG2E);
  const rest = x - power * LN2_HIGH - power * LN2_LOW;
  let sum = 1;
  for (let k = TERMS; k >= 1; k--) sum = 1 + (sum * rest) / k;
  // Whole powers of two by repeated halving are exact, but for the last into the subnormal numbers.
  for (let k = power; k < 0; k++) sum /= 2;
  return sum;
}
