import { createCovarianceFilter } from "./covariance-filter.ts";
import { checkedRows, difference } from "./design.ts";
import { createInnovationsFilter } from "./innovations.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import type { SarimaxOrder, SarimaxParameters } from "./model.ts";
import { continueLevels } from "./level-space.ts";
import { differencingWeights, shapeOf } from "./model.ts";
import { multiplySeasonal } from "./polynomials.ts";

/**
 * Exact Gaussian log-likelihood at given parameters: of the differenced series when d + D > 0, with a stationary start
 * otherwise; NaN outcomes are missing, and with d + D > 0 integrated out (a diffuse start of the levels). −Infinity when the AR part is not stationary or σ² is not positive; an MA part
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
  const observed = checkedRows(y, regressors, who);
  if (!(sigma2 > 0)) return -Infinity;

  const errors = y.slice();
  for (let j = offset; j < coefficients.length; j++)
    for (let t = 0; t < y.length; t++)
      errors[t] = errors[t]! - coefficients[j]! * regressors!.data[(j - offset) * y.length + t]!;
  const delta = differencingWeights(model);
  const levels = observed !== null && shape.lost > 0;
  const u = levels ? errors : difference(errors, delta);
  if (model.constant) {
    const drift = new Float64Array(u.length).fill(1);
    if (levels) continueLevels(drift, delta, 0, 1);
    for (let t = 0; t < u.length; t++) u[t] = u[t]! - coefficients[0]! * drift[t]!;
  }

  const phi = new Float64Array(shape.arDegree);
  const theta = new Float64Array(shape.maDegree);
  multiplySeasonal(ar, seasonalAr, shape.s, -1, phi);
  multiplySeasonal(ma, seasonalMa, shape.s, 1, theta);
  const n = u.length;
  const filter =
    observed === null
      ? createInnovationsFilter(n, 1, shape)
      : createCovarianceFilter(n, 1, shape, observed, levels ? delta : undefined);
  const innovations = new Float64Array(n);
  const logDeterminant = filter.run({ phi, theta }, u, innovations);
  if (Number.isNaN(logDeterminant)) return -Infinity;
  let rss = 0;
  for (let t = 0; t < n; t++) rss += innovations[t]! ** 2;
  let nobs = n;
  if (observed !== null) {
    const variances = new Float64Array(n);
    filter.variances(variances);
    nobs = variances.reduce((count, F, t) => count + (observed[t] === 1 && F < Infinity ? 1 : 0), 0);
  }
  return -0.5 * (nobs * Math.log(2 * Math.PI * sigma2) + logDeterminant + rss / sigma2);
}
