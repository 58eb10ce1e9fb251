import { minimiseLbfgs, withNumericGradient } from "@ie/stats";
import { createArLikelihood } from "./ar-likelihood.ts";
import { nodeOf, type ArPosterior } from "./ar-posterior.ts";
import { contrast } from "./mixture.ts";
import { EDGE } from "./proposals.ts";

/** The restricted likelihood's own maximum: φ, and one linear combination with the error that takes φ as known. */
export function remlFit(
  { design, order, mode, df }: ArPosterior,
  c: Float64Array,
): { phi: Float64Array; value: number | null; stderr: number | null } {
  const likelihood = createArLikelihood(design, order);
  const partials = new Float64Array(order);
  const minus = (x: Float64Array): number => {
    for (let i = 0; i < order; i++) partials[i] = Math.tanh(Math.max(-EDGE, Math.min(EDGE, x[i]!)));
    return -likelihood.evaluate(partials);
  };
  const start = mode.partials.map((r) => Math.atanh(r));
  const x =
    order === 0
      ? start
      : minimiseLbfgs(withNumericGradient(minus), start, { gradientTolerance: 1e-7, maxIterations: 100 }).x;
  minus(x);
  const node = nodeOf(likelihood, partials, 1);
  const mixture = contrast({ design, nodes: [node], df }, c);
  return { phi: node.phi, value: mixture?.means[0] ?? null, stderr: mixture?.scales[0] ?? null };
}
