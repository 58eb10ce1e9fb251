import { cholesky } from "../linear-algebra/cholesky.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { Rng } from "../random/rng.ts";

/** Writes m results of k inputs into `out`. */
export type VectorFunction = (inputs: Float64Array, out: Float64Array) => void;

/** Results of uncertain inputs by the first-order law of propagation. */
export interface Propagation {
  /** m results at the inputs' means. */
  readonly values: Float64Array;
  /** m × m. */
  readonly covariance: Matrix;
  /** m × k derivatives of the results, by inputs. */
  readonly jacobian: Matrix;
}

/** Relative step of central differences: the cube root of the rounding error balances it with the third derivative. */
const STEP = 6e-6;

/**
 * m × k derivatives of `f` at `inputs` by central differences with steps of 6e-6 of an input's size, or of its `spread` where that is
 * larger, such as at 0. Relative errors are near 1e-10 for smooth functions.
 */
export function jacobianOf(
  f: VectorFunction,
  inputs: Float64Array,
  results: number,
  spread: Float64Array = new Float64Array(inputs.length),
): Matrix {
  const k = inputs.length;
  const jacobian = createMatrix(results, k);
  const at = inputs.slice();
  const above = new Float64Array(results);
  const below = new Float64Array(results);
  for (let j = 0; j < k; j++) {
    const size = Math.max(Math.abs(inputs[j]!), spread[j]!);
    const step = STEP * (size > 0 ? size : 1);
    at[j] = inputs[j]! + step;
    const upper = at[j]!;
    f(at, above);
    at[j] = inputs[j]! - step;
    const width = upper - at[j]!;
    f(at, below);
    at[j] = inputs[j]!;
    for (let i = 0; i < results; i++) jacobian.data[j * results + i] = (above[i]! - below[i]!) / width;
  }
  return jacobian;
}

function checkShape(who: string, inputs: Float64Array, covariance: Matrix): void {
  const k = inputs.length;
  if (covariance.rows === k && covariance.cols === k) return;
  throw new RangeError(`${who}: covariance must be ${k} x ${k}; got ${covariance.rows} x ${covariance.cols}`);
}

/**
 * The first-order law of propagation of uncertainty, J Σ J′ (JCGM 100:2008, eqs. 13 and H.9): `f` of k correlated inputs with mean
 * `inputs` and `covariance` (k × k) to m `results`. RangeError when shapes differ.
 */
export function propagate(f: VectorFunction, inputs: Float64Array, covariance: Matrix, results: number): Propagation {
  checkShape("propagate", inputs, covariance);
  const k = inputs.length;
  const spread = Float64Array.from(inputs, (_, j) => Math.sqrt(covariance.data[j * k + j]!));
  const jacobian = jacobianOf(f, inputs, results, spread);
  const own = createMatrix(results, results);
  for (let a = 0; a < results; a++) {
    for (let b = 0; b < results; b++) {
      let sum = 0;
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) {
          sum += jacobian.data[i * results + a]! * covariance.data[j * k + i]! * jacobian.data[j * results + b]!;
        }
      }
      own.data[b * results + a] = sum;
    }
  }
  const values = new Float64Array(results);
  f(inputs, values);
  return { values, covariance: own, jacobian };
}

/** Lower factor of a covariance whose inputs without uncertainty (rows and columns of 0) stay as they are; null where it is none. */
export function covarianceFactor(covariance: Matrix): Matrix | null {
  const k = covariance.rows;
  const used = Array.from({ length: k }, (_, j) => j).filter((j) => covariance.data[j * k + j] !== 0);
  const inner = createMatrix(used.length, used.length);
  used.forEach((j, b) => {
    used.forEach((i, a) => {
      inner.data[b * used.length + a] =
        covariance.data[j * k + i]! / Math.sqrt(covariance.data[i * k + i]! * covariance.data[j * k + j]!);
    });
  });
  const factor = cholesky(inner);
  if (factor === null) return null;
  const lower = createMatrix(k, k);
  used.forEach((j, b) => {
    used.forEach((i, a) => {
      lower.data[j * k + i] = factor.data[b * used.length + a]! * Math.sqrt(covariance.data[i * k + i]!);
    });
  });
  return lower;
}

/**
 * Results of `draws` joint draws of the inputs (JCGM 101:2008), draws × m, column-major: normal with mean `inputs` and `covariance`.
 * RangeError when shapes differ or the covariance is not positive definite over the inputs that vary.
 */
export function propagateDraws(
  f: VectorFunction,
  inputs: Float64Array,
  covariance: Matrix,
  results: number,
  draws: number,
  rng: Rng,
): Matrix {
  checkShape("propagateDraws", inputs, covariance);
  const k = inputs.length;
  const lower = covarianceFactor(covariance);
  if (lower === null) throw new RangeError("propagateDraws: covariance must be positive definite");
  const drawn = createMatrix(draws, results);
  const z = new Float64Array(k);
  const at = new Float64Array(k);
  const out = new Float64Array(results);
  for (let d = 0; d < draws; d++) {
    for (let j = 0; j < k; j++) z[j] = rng.normal();
    for (let i = 0; i < k; i++) {
      let sum = inputs[i]!;
      for (let j = 0; j <= i; j++) sum += lower.data[j * k + i]! * z[j]!;
      at[i] = sum;
    }
    f(at, out);
    for (let i = 0; i < results; i++) drawn.data[i * draws + d] = out[i]!;
  }
  return drawn;
}
