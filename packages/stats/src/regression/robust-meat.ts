import { negligible } from "./determined.ts";
import type { LeastSquares } from "./least-squares.ts";
import { addWeightedGram } from "./weighted-gram.ts";

/** Σ ω q q′ over the rows, from which the variance of each coefficient follows without another pass. */
export interface RobustMeat {
  /** `omega`: estimates of the error variances; `free`: 1 − leverage, 0 where a row determines its own fit; `q`: count × rank. */
  add(omega: Float64Array, free: Float64Array, q: Float64Array, count: number): void;
  /** p variances; NaN of aliased coefficients, and of those that a row of leverage 1 bears upon. */
  variances(): Float64Array;
}

/** See {@link RobustMeat}. `size`: most rows at once; `takesLeverage`: whether a row of leverage 1 matters to the kind. */
export function createRobustMeat(fit: LeastSquares, size: number, takesLeverage: boolean): RobustMeat {
  const { rank, kept, r } = fit;
  const gram = new Float64Array(rank * rank);
  const work = new Float64Array(size);
  const fixed: Float64Array[] = [];
  return {
    add(omega, free, q, count) {
      addWeightedGram(gram, omega, q, count, rank, work);
      if (!takesLeverage) return;
      for (let i = 0; i < count; i++) {
        if (free[i] === 0) fixed.push(Float64Array.from({ length: rank }, (_, j) => q[j * count + i]!));
      }
    },
    variances() {
      const result = new Float64Array(fit.coefficients.length).fill(NaN);
      const unit = new Float64Array(rank);
      for (let c = 0; c < rank; c++) {
        // Row c of R⁻¹: the weights of the basis in this coefficient.
        unit.fill(0);
        unit[c] = 1;
        for (let j = c; j < rank; j++) {
          for (let l = c; l < j; l++) unit[j] = unit[j]! - r.data[j * rank + l]! * unit[l]!;
          unit[j] = unit[j]! / r.data[j * rank + j]!;
        }
        const length = dot(unit, unit);
        if (fixed.some((row) => dot(row, unit) ** 2 > negligible * length)) continue;
        let sum = 0;
        for (let j = 0; j < rank; j++) {
          for (let l = 0; l < j; l++) sum += 2 * unit[j]! * unit[l]! * gram[j * rank + l]!;
          sum += unit[j]! * unit[j]! * gram[j * rank + j]!;
        }
        result[kept[c]!] = sum;
      }
      return result;
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
