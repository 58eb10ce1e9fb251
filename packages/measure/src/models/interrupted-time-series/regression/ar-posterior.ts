import { minimiseLbfgs, withNumericGradient, type Matrix } from "@ie/stats";
import { createArDesign, type ArDesign } from "./ar-design.ts";
import { createArLikelihood, type ArLikelihood } from "./ar-likelihood.ts";
import { EDGE, gridNodes, proposedNodes, type Proposal } from "./proposals.ts";

/** Generalised least squares at one value of the autocorrelation, with the weight the data give to that value. */
export interface ArNode {
  readonly weight: number;
  readonly partials: Float64Array;
  readonly phi: Float64Array;
  /** On the design's basis, in units of `scale`, with the lower Cholesky factor of Q′Ω⁻¹Q (row-major). */
  readonly gamma: Float64Array;
  readonly lower: Float64Array;
  readonly sigma2: number;
  /** Last values of each column and their covariance, as the filter leaves them. */
  readonly state: Float64Array;
  readonly stateCovariance: Float64Array;
}

/** The autocorrelation integrated out of the restricted likelihood: a mixture of generalised least squares fits. */
export interface ArPosterior {
  readonly design: ArDesign;
  readonly order: number;
  /** Weights sum to 1. */
  readonly nodes: readonly ArNode[];
  /** Degrees of freedom of every node's Student's t, nobs − rank. */
  readonly df: number;
  /** The maximum of the restricted likelihood times the prior. */
  readonly mode: ArNode;
  /** Restricted log-likelihood at the mode, with the regressors as an orthonormal basis. */
  readonly logLikelihood: number;
  /** log of the restricted likelihood's integral over the prior; compares fits of the same outcomes and as many regressors. */
  readonly logEvidence: number;
  /** Standardised prediction errors at the mode, n, NaN where unknown. */
  readonly innovations: Float64Array;
  /** One-step predictions at the mode and their standard deviations, n, in the outcome's unit; NaN where unknown. */
  readonly predictions: { readonly mean: Float64Array; readonly sd: Float64Array };
}

/** Below this share of the largest, a node's weight is nothing. */
const NEGLIGIBLE = 1e-7;

const atOnce: readonly Proposal[] = [{ x: new Float64Array(0), logVolume: 0 }];

/**
 * log of the prior of x = atanh r, from a density ∝ (1 − r²)^−½ of each partial autocorrelation: the one that Jeffreys' rule
 * gives a long autoregression of order 1, flat in the angle arcsin r, where the information is constant.
 */
function logPrior(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum -= Math.log(Math.cosh(x[i]!));
  return sum;
}

export function nodeOf(likelihood: ArLikelihood, partials: Float64Array, weight: number): ArNode {
  const { gamma, lower, sigma2, filter } = likelihood;
  return {
    weight,
    partials: partials.slice(),
    phi: filter.phi.slice(),
    gamma: gamma.slice(),
    lower: lower.slice(),
    sigma2: sigma2.value,
    state: filter.state.slice(),
    stateCovariance: filter.stateCovariance.slice(),
  };
}

export interface PosteriorOptions {
  /** Nodes of the first scan; fewer is faster, for refits that only need a rough answer. */
  readonly points?: number;
}

/**
 * Zellner and Tiao (1964): coefficients and σ flat and integrated exactly, which leaves the restricted likelihood of the
 * autocorrelation (Harville 1974), and that integrated numerically. Null where the columns leave fewer than 3 degrees of freedom
 * or fit exactly.
 */
export function arPosterior(
  y: Float64Array,
  x: Matrix,
  order: number,
  options: PosteriorOptions = {},
): ArPosterior | null {
  const design = createArDesign(y, x);
  const df = design.nobs - design.rank;
  if (df < 3 || design.scale === 0) return null;
  const { points = 41 } = options;
  const likelihood = createArLikelihood(design, order);
  const partials = new Float64Array(order);
  const density = (x: Float64Array): number => {
    for (let i = 0; i < order; i++) partials[i] = Math.tanh(Math.max(-EDGE, Math.min(EDGE, x[i]!)));
    return likelihood.evaluate(partials) + logPrior(x);
  };
  const candidates =
    order === 0 ? atOnce : order === 1 ? gridNodes(density, points) : proposedNodes(density, order, points);
  const found: { node: ArNode; log: number }[] = [];
  let top = -Infinity;
  let mode: { x: Float64Array; value: number } | null = null;
  for (const { x, logVolume } of candidates) {
    const value = density(x);
    const log = value + logVolume;
    if (value > (mode?.value ?? -Infinity)) mode = { x, value };
    top = Math.max(top, log);
    if (log > top + Math.log(NEGLIGIBLE)) found.push({ node: nodeOf(likelihood, partials, 0), log });
  }
  if (mode === null || !Number.isFinite(top)) return null;
  const total = found.reduce((sum, { log }) => sum + Math.exp(log - top), 0);
  const nodes = found.flatMap(({ node, log }) => {
    const weight = Math.exp(log - top) / total;
    return weight > NEGLIGIBLE ? [{ ...node, weight }] : [];
  });
  const units = df * Math.log(design.scale);
  const logLikelihood = density(mode.x) - logPrior(mode.x) - 0.5 * df * (Math.log(2 * Math.PI) + 1) - units;
  return {
    design,
    order,
    nodes,
    df,
    mode: nodeOf(likelihood, partials, 1),
    logLikelihood,
    logEvidence: top + Math.log(total) - units,
    ...predictionsOf(design, likelihood, y),
  };
}

/** `posterior`'s fit of all outcomes at the autocorrelations and weights of `weighed`, another posterior of the same columns. */
export function atNodes(posterior: ArPosterior, weighed: ArPosterior, y: Float64Array): ArPosterior {
  const { design, order, df } = posterior;
  const likelihood = createArLikelihood(design, order);
  const at = ({ partials, weight }: ArNode): ArNode => {
    likelihood.evaluate(partials);
    return nodeOf(likelihood, partials, weight);
  };
  const nodes = weighed.nodes.map(at);
  const value = likelihood.evaluate(weighed.mode.partials);
  return {
    ...posterior,
    nodes,
    mode: nodeOf(likelihood, weighed.mode.partials, 1),
    logLikelihood: value - 0.5 * df * (Math.log(2 * Math.PI) + 1) - df * Math.log(design.scale),
    ...predictionsOf(design, likelihood, y),
  };
}

/** One-step predictions at the likelihood's last point. */
function predictionsOf(
  { n, rank, observed, scale }: ArDesign,
  { errors, gamma, sigma2, filter }: ArLikelihood,
  y: Float64Array,
): Pick<ArPosterior, "innovations" | "predictions"> {
  const root = Math.sqrt(sigma2.value);
  const innovations = Float64Array.from({ length: n }, (_, t) => {
    if (observed !== null && observed[t] === 0) return NaN;
    let error = errors[t]!;
    for (let j = 0; j < rank; j++) error -= gamma[j]! * errors[(1 + j) * n + t]!;
    return error / root;
  });
  const sd = Float64Array.from(innovations, (e, t) => (Number.isNaN(e) ? NaN : scale * root * filter.deviations[t]!));
  return { innovations, predictions: { mean: sd.map((s, t) => y[t]! - s * innovations[t]!), sd } };
}

/** The order 1 … `most` of least AICc (Hurvich and Tsai 1989) by the full likelihood, and the AICc of each. */
export function chooseArOrder(design: ArDesign, least: number, most: number): { order: number; aicc: number[] } {
  const aicc: number[] = [];
  let best = least;
  for (let p = least; p <= most; p++) {
    const count = p + design.rank + 1;
    if (design.nobs - count - 1 < 1) break;
    aicc.push(minimumDeviance(design, p) + (2 * count * design.nobs) / (design.nobs - count - 1));
    if (aicc.at(-1)! < aicc[best - least]! - 1e-9) best = p;
  }
  return { order: best, aicc };
}

/** −2 × the maximal full log-likelihood without its constant. */
export function minimumDeviance(design: ArDesign, order: number): number {
  const likelihood = createArLikelihood(design, order);
  const partials = new Float64Array(order);
  const deviance = (x: Float64Array): number => {
    for (let i = 0; i < order; i++) partials[i] = Math.tanh(x[i]!);
    return likelihood.evaluate(partials) === -Infinity ? Infinity : likelihood.deviance();
  };
  if (order === 0) return deviance(new Float64Array(0));
  const objective = withNumericGradient(deviance, "forward");
  const start = new Float64Array(order);
  start[0] = 0.3;
  return minimiseLbfgs(objective, start, { gradientTolerance: 1e-3, valueTolerance: 1e-7, maxIterations: 40 }).value;
}
