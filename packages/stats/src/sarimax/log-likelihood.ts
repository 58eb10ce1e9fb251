import { createCovarianceFilter } from "./covariance-filter.ts";
import { checkedRows, difference } from "./design.ts";
import { createInnovationsFilter } from "./innovations.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import type { SarimaxOrder, SarimaxParameters } from "./model.ts";
import { differencingWeights, shapeOf } from "./model.ts";
import { multiplySeasonal } from "./polynomials.ts";

/**
 * Exact Gaussian log-likelihood at given parameters: of the differenced series when d + D > 0, with a stationary start
 * otherwise; NaN outcomes are missing. −Infinity when the AR part is not stationary or σ² is not positive; an MA part
 * may have roots anywhere. RangeError for parameters or data of the wrong shape.
 */
export function sarimaxLogLikelihood(
  y: Float64Array,
  regressors: Matrix | null,
  model: SarimaxOrder,
  parameters: SarimaxParameters,
): number {
  const who = "sarimaxLogLikelihood";
  const shape = shapeOf(model, who);
  const { ar, ma, seasonalAr, seasonalMa, coefficients, sigma2 } = parameters;
  const offset = model.constant ? 1 : 0;
  const expected = [shape.p, shape.q, shape.P, shape.Q, offset + (regressors?.cols ?? 0)];
  [ar, ma, seasonalAr, seasonalMa, coefficients].forEach((given, i) => {
    if (given.length !== expected[i])
      throw new RangeError(`${who}: the model has lengths ${expected.join(", ")}; entry ${i} has ${given.length}`);
  });
  const observed = checkedRows(y, regressors, shape, who);
  if (!(sigma2 > 0)) return -Infinity;

  const errors = y.slice();
  for (let j = offset; j < coefficients.length; j++)
    for (let t = 0; t < y.length; t++)
      errors[t] = errors[t]! - coefficients[j]! * regressors!.data[(j - offset) * y.length + t]!;
  const u = difference(errors, differencingWeights(model));
  if (model.constant) for (let t = 0; t < u.length; t++) u[t] = u[t]! - coefficients[0]!;

  const phi = new Float64Array(shape.arDegree);
  const theta = new Float64Array(shape.maDegree);
  multiplySeasonal(ar, seasonalAr, shape.s, -1, phi);
  multiplySeasonal(ma, seasonalMa, shape.s, 1, theta);
  const n = u.length;
  const filter =
    observed === null ? createInnovationsFilter(n, 1, shape) : createCovarianceFilter(n, 1, shape, observed);
  const innovations = new Float64Array(n);
  const logDeterminant = filter.run({ phi, theta }, u, innovations);
  if (Number.isNaN(logDeterminant)) return -Infinity;
  let rss = 0;
  for (let t = 0; t < n; t++) rss += innovations[t]! ** 2;
  const nobs = observed === null ? n : observed.reduce((sum, v) => sum + v, 0);
  return -0.5 * (nobs * Math.log(2 * Math.PI * sigma2) + logDeterminant + rss / sigma2);
}
