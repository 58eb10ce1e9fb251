import type { Check, Table } from "@ie/contracts";
import type { LeastSquares, Matrix } from "@ie/stats";

/** Rows listed, and the share of a standard error by which a single one may move the effect without a warning. */
const listed = 5;
const limit = 0.5;

/**
 * How far the effect c′β moves when a row is left out (DFBETA; Belsley, Kuh and Welsch 1980, section 2.1): w e / (1 − h) with
 * w = x′(X′X)⁻¹c, exact for least squares. `rows`: n numbers of rows in the table, from 1.
 */
export function influenceOf(
  fit: LeastSquares,
  x: Matrix,
  weights: Float64Array,
  effect: { readonly value: number; readonly stderr: number },
  rows: Float64Array,
): { readonly table: Table; readonly check: Check } {
  const n = x.rows;
  const p = x.cols;
  const w = new Float64Array(n);
  for (const j of fit.kept) {
    let direction = 0;
    for (const l of fit.kept) direction += fit.unscaledCovariance.data[l * p + j]! * weights[l]!;
    for (let i = 0, at = j * n; i < n; i++, at++) w[i] = w[i]! + direction * x.data[at]!;
  }
  for (let i = 0; i < n; i++) {
    const free = 1 - fit.leverage[i]!;
    w[i] = free > 1e-10 ? (w[i]! * fit.residuals[i]!) / free : 0;
  }
  const top = largest(w, rows);
  const [first] = top;
  const most = first === undefined || !(effect.stderr > 0) ? 0 : Math.abs(w[first]!) / effect.stderr;
  const without = (i: number): number => effect.value - w[i]!;
  const isLarge = most > limit;
  return {
    table: {
      row: Float64Array.from(top, (i) => rows[i]!),
      change: Float64Array.from(top, (i) => w[i]!),
      effect_without: Float64Array.from(top, without),
    },
    check: {
      name: "influence",
      status: isLarge ? "warn" : "pass",
      message:
        first === undefined
          ? "no row moves the effect"
          : `row ${rows[first]} moves the effect most, by ${most.toFixed(2)} standard errors${
              isLarge ? `; without it the effect is ${Number(without(first).toPrecision(6))}, so look at that row` : ""
            }`,
      value: most,
    },
  };
}

/** The rows of the largest absolute values, ties by number of row. */
function largest(w: Float64Array, rows: Float64Array): readonly number[] {
  const top: number[] = [];
  const before = (a: number, b: number): boolean =>
    Math.abs(w[a]!) > Math.abs(w[b]!) || (Math.abs(w[a]!) === Math.abs(w[b]!) && rows[a]! < rows[b]!);
  for (let i = 0; i < w.length; i++) {
    const last = top[top.length - 1];
    if (top.length === listed && last !== undefined && !before(i, last)) continue;
    const at = top.findIndex((other) => before(i, other));
    top.splice(at === -1 ? top.length : at, 0, i);
    if (top.length > listed) top.pop();
  }
  return top;
}
