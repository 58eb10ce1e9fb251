import { createCovarianceFilter } from "./covariance-filter.ts";
import type { Design } from "./design.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import { continuation } from "./level-space.ts";
import type { Profile } from "./profile.ts";

export interface Predictions {
  /** Each row's outcome given the earlier rows, at the estimated parameters; NaN where differencing has no row before. */
  readonly predictions: Float64Array;
  /** Standard error of the prediction's own innovation, without that of the parameters; NaN as above. */
  readonly predictionStderr: Float64Array;
  /** Standardised one-step prediction errors; NaN also where the outcome is missing. */
  readonly innovations: Float64Array;
}

/** One-step predictions of every row, at the profile's present point; `sigma` and `coefficients` in the outcome's units. */
export function predict(
  design: Design,
  profile: Profile,
  y: Float64Array,
  regressors: Matrix | null,
  sigma: number,
  coefficients: Float64Array,
): Predictions {
  const { n, rank, observed, scale } = design;
  const lost = y.length - n;
  const unknown = (): Float64Array => new Float64Array(y.length).fill(Number.NaN);
  const out = { predictions: unknown(), predictionStderr: unknown(), innovations: unknown() };
  const variances = new Float64Array(n);
  profile.filter.variances(variances);
  const root = Math.sqrt(profile.sigma2.value);
  const gaps = observed === null ? null : predictedErrors(design, profile);
  for (let t = 0; t < n; t++) {
    const F = variances[t]!;
    if (F === Infinity) continue;
    const row = lost + t;
    const stderr = sigma * Math.sqrt(F);
    out.predictionStderr[row] = stderr;
    if (gaps !== null && observed![t] === 0) {
      out.predictions[row] = scale * gaps[t]! + explained(design, regressors, coefficients, t);
      continue;
    }
    let e = profile.innovations[t]!;
    for (let j = 0; j < rank; j++) e -= profile.gamma[j]! * profile.innovations[(1 + j) * n + t]!;
    out.innovations[row] = e / root;
    out.predictions[row] = y[row]! - (e / root) * stderr;
  }
  return out;
}

/** Predictions of the regression's errors, in the design's units. */
function predictedErrors(design: Design, profile: Profile): Float64Array {
  const { n, rank, shape, observed, columns, starts, delta } = design;
  const errors = columns.slice(0, n);
  for (let j = 0; j < rank; j++)
    for (let t = 0; t < n; t++) errors[t] = errors[t]! - profile.gamma[j]! * columns[(1 + j) * n + t]!;
  const filter = createCovarianceFilter(n, 1, shape, observed, starts === null ? undefined : delta);
  filter.run(profile.point, errors, new Float64Array(n));
  return filter.predicted;
}

/** x_t β, and the share of the unknown start in the levels. */
function explained(design: Design, regressors: Matrix | null, coefficients: Float64Array, t: number): number {
  const { starts, kept, model, delta } = design;
  const offset = model.constant ? 1 : 0;
  let value = 0;
  kept.forEach((position, j) => {
    const beta = coefficients[position]!;
    if (position >= offset) value += beta * regressors!.data[(position - offset) * regressors!.rows + t]!;
    else value += beta * (starts === null ? 1 : continuation(new Float64Array(delta.length), delta, t + 1, 1)[t]!);
    starts?.basis.forEach((f, k) => {
      value -= beta * starts.ofColumns[j]![k]! * f[t]!;
    });
  });
  starts?.basis.forEach((f, k) => {
    value += starts.ofOutcome[k]! * f[t]!;
  });
  return value;
}
