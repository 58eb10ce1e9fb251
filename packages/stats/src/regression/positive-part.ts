import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";

/** Share of the largest eigenvalue beyond which a negative one is more than rounding. */
const ROUNDING = 1e-12;

/**
 * The nearest positive semi-definite matrix to `meat` (rank × rank, symmetric), made by setting negative eigenvalues to zero (Cameron,
 * Gelbach and Miller 2011), and whether there were any. In the basis Q the outcome depends neither on the units of the columns
 * nor on which contrasts are asked for.
 */
export function positivePart(meat: Float64Array, rank: number): { meat: Float64Array; repaired: boolean } {
  const { values, vectors } = symmetricEigen(meat, rank);
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (values.every((value) => value >= -ROUNDING * largest)) return { meat, repaired: false };
  const result = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++) {
    if (!(values[k]! > 0)) continue;
    for (let j = 0; j < rank; j++) {
      const factor = values[k]! * vectors[k * rank + j]!;
      for (let l = 0; l < rank; l++) {
        result[j * rank + l] = result[j * rank + l]! + factor * vectors[k * rank + l]!;
      }
    }
  }
  return { meat: result, repaired: true };
}
