import { solveLowerTransposed, solveUpper } from "../linear-algebra/triangular.ts";
import type { Rng } from "../random/rng.ts";
import { startVariance } from "./covariance-pass.ts";
import { createStructuralDesign } from "./design.ts";
import { addInitialStates, levelShift, residualOutcome, type StructuralFit } from "./fit.ts";
import { createProfile } from "./profile.ts";
import { transit } from "./transition.ts";

/** Draws of what is not seen, given y and the fitted variances. */
export interface StructuralDraws {
  readonly draws: number;
  /** draws × n: the level of row t in draw d at [d · n + t]. */
  readonly level: Float64Array;
  /** draws × n: y without the irregular, regressors included. */
  readonly signal: Float64Array;
  /** draws × k; NaN where aliased. */
  readonly coefficients: Float64Array;
}

/**
 * Simulation smoother (Durbin and Koopman 2002): a path drawn from the model without data, plus the smoothed states of y less the y of
 * that path; coefficients and initial states are drawn first, given y. All NaN when the fit has no estimate. RangeError unless `draws` is a whole number.
 */
export function simulateStructural(fit: StructuralFit, rng: Rng, draws: number): StructuralDraws {
  if (!Number.isSafeInteger(draws) || draws < 0)
    throw new RangeError(`simulateStructural: draws must be a whole number from 0 on; got ${draws}`);
  const { y, regressors, parameters } = fit.data;
  const n = y.length;
  const k = fit.coefficients.length;
  const level = new Float64Array(draws * n).fill(Number.NaN);
  const signal = new Float64Array(draws * n).fill(Number.NaN);
  const coefficients = new Float64Array(draws * k).fill(Number.NaN);
  if (!Number.isFinite(fit.logLikelihood)) return { draws, level, signal, coefficients };

  const design = createStructuralDesign(y, regressors, fit.model, "simulateStructural");
  const profile = createProfile(design, fit.options.coefficients === "diffuse");
  profile.run(parameters);
  const { form, rank, kept, scale, scales, observed, triangle } = design;
  const { size: m, blocks, loading, parameter } = form;
  const irregular = Math.sqrt(parameters[0]!);
  const start = Math.sqrt(startVariance(parameters));
  const sds = Float64Array.from(parameter, (p) => (p < 0 ? 0 : Math.sqrt(parameters[p]!)));
  const prior = new Float64Array(n * m);
  const states = new Float64Array(n * m);
  const innovations = new Float64Array(n);
  const state = new Float64Array(m);
  const normals = new Float64Array(rank);
  for (let d = 0; d < draws; d++) {
    for (let j = 0; j < rank; j++) normals[j] = rng.normal();
    const gamma = solveLowerTransposed(profile.lower, normals).map((v, j) => v + profile.gamma[j]!);
    const onRegressors = solveUpper(triangle, gamma);
    const rest = residualOutcome(design, gamma);
    for (let i = 0; i < m; i++) state[i] = start * rng.normal();
    for (let t = 0; t < n; t++) {
      let value = irregular * rng.normal();
      for (let i = 0; i < m; i++) {
        prior[t * m + i] = state[i]!;
        value += loading[i]! * state[i]!;
      }
      if (observed === null || observed[t] === 1) rest[t] = rest[t]! - value;
      transit(blocks, state, 0, 1, 1);
      for (let i = 0; i < m; i++) if (sds[i]! > 0) state[i] = state[i]! + sds[i]! * rng.normal();
    }
    profile.means.filter(rest, 0, innovations, 0);
    profile.means.smooth(parameters, states);
    for (let i = 0; i < states.length; i++) states[i] = states[i]! + prior[i]!;
    addInitialStates(design, onRegressors, states);

    const shift = levelShift(design, onRegressors);
    const natural = kept.map((_, j) => (scale * onRegressors[m + j]!) / scales[j]!);
    kept.forEach((position, j) => (coefficients[d * k + position] = natural[j]!));
    for (let t = 0; t < n; t++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum += loading[i]! * states[t * m + i]!;
      level[d * n + t] = shift + scale * states[t * m]!;
      let value = shift + scale * sum;
      kept.forEach((position, j) => (value += natural[j]! * regressors!.data[position * n + t]!));
      signal[d * n + t] = value;
    }
  }
  return { draws, level, signal, coefficients };
}
