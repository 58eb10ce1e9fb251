import type { Matrix } from "../linear-algebra/matrix.ts";
import { createChain } from "./chain.ts";
import { createBstsDesign } from "./design.ts";
import type { BstsDraws, BstsOptions, BstsSpec } from "./model.ts";
import { createStateLayout } from "./state-layout.ts";

/** Draws between two looks at the signal. */
const WATCH = 64;

/**
 * Draws from the posterior of a Bayesian structural time series by a Gibbs sampler (Scott and Varian 2014, section 3, but with the
 * states integrated out of inclusion and coefficients, so that level and regressors do not wait for one another).
 *
 * `y` has one outcome per row, NaN where missing; `regressors` as many rows, finite. Results are in the units of y and regressors and do
 * not depend on them; a regressor that does not vary is never included. The same seed gives the same bytes on every machine.
 * RangeError for impossible shapes, specifications or priors.
 */
export function sampleBsts(
  y: Float64Array,
  regressors: Matrix | null,
  spec: BstsSpec,
  options: BstsOptions,
): BstsDraws {
  const { rng, draws, thin = 1, chains = 1, signal, onProgress } = options;
  const burn = options.burn ?? Math.max(100, Math.ceil(draws / 10));
  for (const [name, value, least] of [
    ["draws", draws, 1],
    ["thin", thin, 1],
    ["chains", chains, 1],
    ["burn", burn, 0],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(`sampleBsts: ${name} must be a whole number from ${least} on; got ${value}`);

  const design = createBstsDesign(y, regressors, spec, "sampleBsts");
  const layout = createStateLayout(design.present, spec);
  const { n, mean, scale, scales } = design;
  const k = design.regressorMeans.length;
  const total = draws * chains;
  const stateSize = layout.finalStates.length;
  const kinds = layout.disturbances.length;
  const coefficients = new Float64Array(total * k);
  const inclusion = new Float64Array(k);
  const sigmas = Array.from({ length: 1 + kinds }, () => new Float64Array(total));
  const finalStates = new Float64Array(total * stateSize);
  const fitted = new Float64Array(n);
  const squares = new Float64Array(n);
  const level = new Float64Array(n);

  const steps = burn + draws * thin;
  const every = Math.max(1, Math.floor((steps * chains) / 100));
  let kept = 0;
  for (let c = 0; c < chains; c++) {
    const chain = createChain(design, layout, spec, rng.stream(c));
    const { beta, precisions, states } = chain;
    for (let step = 0; step < steps; step++) {
      if (step % WATCH === 0) signal?.throwIfAborted();
      chain.step();
      const done = c * steps + step + 1;
      if (onProgress !== undefined && done % every === 0) onProgress(done / (steps * chains));
      if (step < burn || (step - burn) % thin !== 0) continue;
      for (let j = 0; j < k; j++) {
        if (beta[j] === 0) continue;
        coefficients[kept * k + j] = (scale * beta[j]!) / scales[j]!;
        inclusion[j] = inclusion[j]! + 1;
      }
      for (let i = 0; i <= kinds; i++) sigmas[i]![kept] = scale / Math.sqrt(precisions[i]!);
      for (let i = 0; i < stateSize; i++) finalStates[kept * stateSize + i] = scale * states[layout.finalStates[i]!]!;
      const intercept = beta[k] ?? 0;
      finalStates[kept * stateSize] = finalStates[kept * stateSize]! + mean + scale * intercept;
      kept++;
      // Welford (1962).
      for (let t = 0; t < n; t++) {
        const delta = chain.mean[t]! - fitted[t]!;
        fitted[t] = fitted[t]! + delta / kept;
        squares[t] = squares[t]! + delta * (chain.mean[t]! - fitted[t]!);
        level[t] = level[t]! + (intercept + states[layout.observed[t * layout.perRow]!]! - level[t]!) / kept;
      }
    }
  }

  const slope = spec.level === "local_linear_trend";
  return {
    spec,
    draws: total,
    chains,
    n,
    k,
    coefficients,
    inclusion: inclusion.map((count) => count / total),
    sigmaObservation: sigmas[0]!,
    sigmaLevel: sigmas[1]!,
    sigmaSlope: slope ? sigmas[2]! : null,
    sigmaSeasons: sigmas.slice(slope ? 3 : 2),
    fitted: fitted.map((v) => mean + scale * v),
    fittedSd: squares.map((v) => scale * Math.sqrt(v / Math.max(1, total - 1))),
    level: level.map((v) => mean + scale * v),
    regressorMeans: design.regressorMeans,
    finalStates,
    stateSize,
  };
}
