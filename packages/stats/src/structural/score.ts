import type { StructuralDesign } from "./design.ts";
import type { Profile } from "./profile.ts";
import { transitTransposed, transpose } from "./transition.ts";

/**
 * Derivatives of ½ (counting · log rss + log determinant), as the last {@link Profile.run} left them, by each variance, written to `out`:
 * sums of squares of smoothed disturbances and of their precisions in one backward pass (Koopman and Shephard 1992; Durbin and Koopman
 * 2012, section 7.3.3). Nothing is allocated.
 */
export type Score = (out: Float64Array) => void;

export function createScore(design: StructuralDesign, profile: Profile): Score {
  const { n, rank, form } = design;
  const { size: m, blocks, loading, parameter } = form;
  const { pass, innovations, gamma, lower, rss, counting, marginal } = profile;
  const { observed, f, gains } = pass;
  const columns = new Float64Array(n * (1 + rank));
  const N = new Float64Array(m * m);
  const Nk = new Float64Array(m);
  const r = new Float64Array(m * (1 + marginal)); // row by row
  const weights = new Float64Array(1 + marginal).fill(-0.5);

  /** The GLS residual's innovations, then those of Q made orthonormal in the metric of V⁻¹. */
  const prepare = (): void => {
    for (let t = 0; t < n; t++) {
      let e = innovations[t]!;
      for (let j = 0; j < rank; j++) {
        e -= gamma[j]! * innovations[(1 + j) * n + t]!;
        let value = innovations[(1 + j) * n + t]!;
        for (let l = 0; l < j; l++) value -= lower.data[l * rank + j]! * columns[(1 + l) * n + t]!;
        columns[(1 + j) * n + t] = value / lower.data[j * rank + j]!;
      }
      columns[t] = e;
    }
  };

  /** Adds the squared smoothing errors of all columns, each with its weight. */
  const addSquares = (out: Float64Array): void => {
    const count = 1 + marginal;
    r.fill(0);
    for (let t = n - 1; t >= 0; t--) {
      for (let i = 0; i < m; i++) {
        const p = parameter[i]!;
        if (p < 0) continue;
        let sum = weights[0]! * r[i * count]! * r[i * count]!;
        for (let c = 1; c < count; c++) sum += weights[c]! * r[i * count + c]! * r[i * count + c]!;
        out[p] = out[p]! + sum;
      }
      transitTransposed(blocks, r, 0, count, count);
      if (observed !== null && observed[t] === 0) continue;
      const root = Math.sqrt(f[t]!);
      let sum = 0;
      for (let c = 0; c < count; c++) {
        let value = columns[c * n + t]! / root;
        for (let i = 0; i < m; i++) value -= gains[t * m + i]! * r[i * count + c]!;
        sum += weights[c]! * value * value;
        for (let i = 0; i < m; i++) if (loading[i] === 1) r[i * count + c] = r[i * count + c]! + value;
      }
      out[0] = out[0]! + sum;
    }
  };

  const addPrecisions = (out: Float64Array): void => {
    N.fill(0);
    for (let t = n - 1; t >= 0; t--) {
      for (let i = 0; i < m; i++) if (parameter[i]! >= 0) out[parameter[i]!]! += 0.5 * N[i * m + i]!;
      transitTransposed(blocks, N, 0, m, m);
      transpose(N, m);
      transitTransposed(blocks, N, 0, m, m);
      if (observed !== null && observed[t] === 0) continue;
      let d = 1 / f[t]!;
      Nk.fill(0);
      for (let j = 0; j < m; j++) {
        const gain = gains[t * m + j]!;
        for (let i = 0; i < m; i++) Nk[i] = Nk[i]! + gain * N[j * m + i]!;
      }
      for (let i = 0; i < m; i++) d += gains[t * m + i]! * Nk[i]!;
      out[0]! += 0.5 * d;
      // L'NL + ZZ'/F with L = I − k Z: only rows and columns that y sees change.
      for (let j = 0; j < m; j++) {
        if (loading[j] === 0) continue;
        for (let i = 0; i < m; i++) {
          N[j * m + i] = N[j * m + i]! - Nk[i]!;
          N[i * m + j] = N[i * m + j]! - Nk[i]!;
        }
      }
      for (let j = 0; j < m; j++) {
        if (loading[j] === 0) continue;
        for (let i = 0; i < m; i++) if (loading[i] === 1) N[j * m + i] = N[j * m + i]! + d;
      }
    }
  };

  return (out) => {
    out.fill(0);
    prepare();
    addPrecisions(out);
    weights[0] = (-0.5 * counting) / rss.value;
    addSquares(out);
  };
}
