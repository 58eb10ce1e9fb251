import { solveUpper } from "../linear-algebra/triangular.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import type { ContrastCovariance } from "./contrast-covariance.ts";
import { determined, negligible } from "./determined.ts";
import type { LeastSquares } from "./least-squares.ts";
import { blockRows, rowCoordinates } from "./row-coordinates.ts";
import type { RobustMeat } from "./robust-meat.ts";
import { addWeightedGram, squaredNorm } from "./weighted-gram.ts";

export type HeteroskedasticKind = "HC0" | "HC1" | "HC2" | "HC3" | "HC4";

/**
 * Σ ωᵢ wᵢ wᵢ′ with wᵢ the weights of observation i in the m contrasts, whose coordinates are `u` (rank × m), and ωᵢ the estimate of its
 * error variance. With `wantsDf`, HC2 has the degrees of freedom of Bell and McCaffrey (2002) for equal error variances: the variance
 * is e′Ae with A diagonal, aᵢ² = wᵢ² / (1 − hᵢ), and 2 E² / Var = (Σ wᵢ²)² / Σᵢⱼ aᵢ² aⱼ² (δᵢⱼ − hᵢⱼ)², where Σᵢⱼ aᵢ² aⱼ² hᵢⱼ² is the
 * squared norm of B = Σ aᵢ² qᵢ qᵢ′: no n × n matrix is formed. `meat` gets Σ ωᵢ qᵢ qᵢ′ of the same pass.
 */
export function heteroskedasticCovariance(
  fit: LeastSquares,
  x: Matrix,
  u: Float64Array,
  kind: HeteroskedasticKind,
  wantsDf: boolean,
  meat: RobustMeat | null = null,
): ContrastCovariance {
  const { kept, rank } = fit;
  const n = x.rows;
  const m = rank === 0 ? 0 : u.length / rank;
  const coordinates = Array.from({ length: m }, (_, c) => u.subarray(c * rank, (c + 1) * rank));
  const lengths = coordinates.map((one) => one.reduce((sum, value) => sum + value * value, 0));
  const loads = coordinates.map((one) => solveUpper(fit.r, one));
  const size = Math.min(n, blockRows);
  const weights = coordinates.map(() => new Float64Array(size));
  const omega = new Float64Array(size);
  const free = new Float64Array(size);
  const covariance = new Float64Array(m * m);
  const leverageOne = new Uint8Array(m);
  const satterthwaite = wantsDf && kind === "HC2";
  const q = new Float64Array(satterthwaite || meat !== null ? rank * size : 0);
  const squares = new Float64Array(size);
  const work = new Float64Array(size);
  const b = coordinates.map(() => new Float64Array(satterthwaite ? rank * rank : 0));
  const own = new Float64Array(m);
  const total = new Float64Array(m);

  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    fillOmega(fit, kind, from, count, omega, free);
    for (let c = 0; c < m; c++) {
      const w = weights[c]!;
      w.fill(0);
      for (let j = 0; j < rank; j++) {
        const load = loads[c]![j]!;
        for (let i = 0, at = kept[j]! * n + from; i < count; i++, at++) w[i] = w[i]! + load * x.data[at]!;
      }
      if (kind === "HC0" || kind === "HC1") continue;
      for (let i = 0; i < count; i++) {
        if (free[i]! > 0) continue;
        if (w[i]! * w[i]! > negligible * lengths[c]!) leverageOne[c] = 1;
        w[i] = 0;
      }
    }
    for (let c = 0; c < m; c++) {
      const w = weights[c]!;
      for (let i = 0; i < count; i++) work[i] = omega[i]! * w[i]!;
      for (let d = 0; d <= c; d++) {
        const other = weights[d]!;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += work[i]! * other[i]!;
        covariance[c * m + d] = covariance[c * m + d]! + sum;
      }
    }
    if (!satterthwaite && meat === null) continue;
    rowCoordinates(fit, x, from, count, q);
    meat?.add(omega, free, q, count);
    if (!satterthwaite) continue;
    for (let c = 0; c < m; c++) {
      const w = weights[c]!;
      for (let i = 0; i < count; i++) {
        const square = w[i]! * w[i]!;
        const adjusted = free[i]! > 0 ? square / free[i]! : 0;
        squares[i] = adjusted;
        total[c]! += square;
        own[c]! += adjusted * adjusted * (2 * free[i]! - 1);
      }
      addWeightedGram(b[c]!, squares, q, count, rank, work);
    }
  }
  for (let c = 0; c < m; c++) for (let d = 0; d < c; d++) covariance[d * m + c] = covariance[c * m + d]!;
  const df = satterthwaite
    ? total.map((sum, c) => (sum * sum) / (own[c]! + squaredNorm(b[c]!, rank)))
    : new Float64Array(m).fill(fit.dfResidual);
  return { covariance, df, leverageOne };
}

/** Estimates of the error variances, and 1 − leverage, 0 where an observation determines its own fit. */
function fillOmega(
  fit: LeastSquares,
  kind: HeteroskedasticKind,
  from: number,
  count: number,
  omega: Float64Array,
  free: Float64Array,
): void {
  const n = fit.residuals.length;
  const inflation = kind === "HC1" ? n / fit.dfResidual : 1;
  for (let i = 0; i < count; i++) {
    const leverage = fit.leverage[from + i]!;
    const square = fit.residuals[from + i]! ** 2;
    const left = 1 - leverage < determined ? 0 : 1 - leverage;
    free[i] = left;
    if (kind === "HC0" || kind === "HC1") omega[i] = square * inflation;
    else if (left === 0) omega[i] = 0;
    else if (kind === "HC2") omega[i] = square / left;
    else if (kind === "HC3") omega[i] = square / (left * left);
    // Cribari-Neto (2004).
    else omega[i] = square * left ** -Math.min(4, (n * leverage) / fit.rank);
  }
}
