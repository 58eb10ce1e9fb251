import { determined, negligible } from "../regression/determined.ts";
import { createDegreesOfFreedom } from "./bell-mccaffrey.ts";
import type { StreamedLeastSquares } from "./regression-stream.ts";
import type { RowSums } from "./row-sums.ts";

export type HeteroskedasticKind = "HC0" | "HC1" | "HC2" | "HC3" | "HC4";

/** Σ ω w w′ with ω the estimate of a row's error variance, as `robustInference` defines it. `u`: rank numbers a contrast, of which
 * the first `satterthwaite` have degrees of freedom of their own with HC2; `size`: most rows at once. */
export function createHeteroskedasticSums(
  kind: HeteroskedasticKind,
  fit: StreamedLeastSquares,
  u: readonly Float64Array[],
  satterthwaite: number,
  size: number,
): RowSums {
  const { rank, rows: n, dfResidual } = fit;
  const m = u.length;
  const needsLeverage = kind !== "HC0" && kind !== "HC1";
  const lengths = u.map((one) => one.reduce((sum, value) => sum + value * value, 0));
  const freedom = kind === "HC2" ? u.slice(0, satterthwaite).map(() => createDegreesOfFreedom(rank, size)) : [];
  const covariance = new Float64Array(m * m);
  const leverageOne = u.map(() => false);
  const free = new Float64Array(size);
  const omega = new Float64Array(size);

  return {
    add({ count, residuals, weights, q }) {
      free.fill(1);
      if (needsLeverage) {
        for (let j = 0; j < rank; j++) {
          for (let i = 0, at = j * count; i < count; i++, at++) free[i] = free[i]! - q[at]! * q[at]!;
        }
      }
      for (let i = 0; i < count; i++) {
        if (free[i]! < determined) {
          free[i] = 0;
          for (const [c, w] of weights.entries()) {
            if (w[i]! * w[i]! > negligible * lengths[c]!) leverageOne[c] = true;
            w[i] = 0;
          }
        }
        omega[i] = free[i] === 0 ? 0 : residuals[i]! ** 2 * inflation(kind, free[i]!, n, rank);
      }
      for (let a = 0; a < m; a++) {
        for (let b = 0; b <= a; b++) {
          let sum = 0;
          for (let i = 0; i < count; i++) sum += omega[i]! * weights[a]![i]! * weights[b]![i]!;
          covariance[a * m + b] = covariance[a * m + b]! + sum;
        }
      }
      for (const [c, one] of freedom.entries()) one.add(weights[c]!, free, q, count);
    },
    finish() {
      const factor = kind === "HC1" ? n / dfResidual : 1;
      return {
        covariance: Float64Array.from(covariance, (_, at) => {
          const [a, b] = [Math.floor(at / m), at % m];
          return factor * covariance[Math.max(a, b) * m + Math.min(a, b)]!;
        }),
        df: Float64Array.from(u, (_, c) => freedom[c]?.finish() ?? dfResidual),
        reasons: leverageOne.map((has) => (has ? "leverage one" : null)),
        clusters: null,
      };
    },
  };
}

/** What a squared residual is multiplied with, so that it estimates the error variance. */
function inflation(kind: HeteroskedasticKind, free: number, n: number, rank: number): number {
  if (kind === "HC2") return 1 / free;
  if (kind === "HC3") return 1 / (free * free);
  // Cribari-Neto (2004), eq. 4.
  return kind === "HC4" ? free ** -Math.min(4, (n * (1 - free)) / rank) : 1;
}
