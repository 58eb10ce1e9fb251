import { applyQ, applyQTransposed, householderQr, type HouseholderQr } from "../linear-algebra/householder-qr.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { solveUpperTransposed } from "../linear-algebra/triangular.ts";
import { kernelAt, type RegressionKernel } from "./kernel.ts";
import { countWithin, type Side } from "./side.ts";

/** Weighted least squares of an outcome on 1, x, …, x^order over the rows of one side within a bandwidth. */
export interface LocalPolynomial {
  readonly h: number;
  readonly order: number;
  /** Rows in use: the first of the side. */
  readonly m: number;
  /** √K of each of them. */
  readonly root: Float64Array;
  readonly qr: HouseholderQr;
}

/** Null where too few distinct values lie within `h`. */
export function localPolynomial(
  side: Side,
  h: number,
  order: number,
  kernel: RegressionKernel,
): LocalPolynomial | null {
  const { x } = side;
  // With weights that vanish at the edge the row there counts for nothing; the uniform kernel has it too.
  const m = countWithin(side, kernel === "uniform" ? h * (1 + 1e-12) : h);
  if (m <= order) return null;
  const root = new Float64Array(m);
  const design = createMatrix(m, order + 1);
  for (let i = 0; i < m; i++) {
    const u = Math.max(-1, Math.min(1, x[i]! / h));
    root[i] = Math.sqrt(kernelAt(kernel, u));
    let power = root[i]!;
    for (let j = 0; j <= order; j++) {
      design.data[i + j * m] = power;
      power *= u;
    }
  }
  const qr = householderQr(design);
  return qr.rank > order ? { h, order, m, root, qr } : null;
}

/** m weights whose sum with the outcomes is the coefficient of x^power. */
export function weightsOf({ h, order, m, root, qr }: LocalPolynomial, power: number): Float64Array {
  const unit = new Float64Array(order + 1);
  unit[power] = h ** -power;
  const rotated = new Float64Array(m);
  rotated.set(solveUpperTransposed(qr.r, unit));
  const weights = applyQ(qr, rotated);
  for (let i = 0; i < m; i++) weights[i] = weights[i]! * root[i]!;
  return weights;
}

/** What is left of √K · `values` beyond the polynomial: m − order − 1 coordinates. */
export function beyondPolynomial({ order, m, root, qr }: LocalPolynomial, values: Float64Array): Float64Array {
  const scaled = new Float64Array(m);
  for (let i = 0; i < m; i++) scaled[i] = values[i]! * root[i]!;
  return applyQTransposed(qr, scaled).slice(order + 1);
}

/** m residuals of `values`, and the leverage of each row. */
export function residualsOf(
  { order, m, root, qr }: LocalPolynomial,
  values: Float64Array,
): { readonly residuals: Float64Array; readonly leverage: Float64Array } {
  const scaled = new Float64Array(m);
  for (let i = 0; i < m; i++) scaled[i] = values[i]! * root[i]!;
  const rotated = applyQTransposed(qr, scaled);
  rotated.fill(0, order + 1);
  const fitted = applyQ(qr, rotated);
  const leverage = new Float64Array(m);
  for (let j = 0; j <= order; j++) {
    const unit = new Float64Array(m);
    unit[j] = 1;
    const column = applyQ(qr, unit);
    for (let i = 0; i < m; i++) leverage[i] = leverage[i]! + column[i]! ** 2;
  }
  const residuals = new Float64Array(m);
  for (let i = 0; i < m; i++) residuals[i] = root[i] === 0 ? 0 : values[i]! - fitted[i]! / root[i]!;
  return { residuals, leverage };
}

/** Σ weights · values over the rows that the weights have. */
export function dot(weights: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[i]!;
  return sum;
}

/** Σ weights · x^power. */
export function moment(weights: Float64Array, x: Float64Array, power: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * x[i]! ** power;
  return sum;
}
