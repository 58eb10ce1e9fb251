import { householderQr } from "../linear-algebra/householder-qr.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { solveUpper, solveUpperTransposed } from "../linear-algebra/triangular.ts";
import { minimiseLbfgs } from "../lbfgs.ts";
import type { Solution } from "./fit.ts";
import type { SidesPredictors } from "./options.ts";
import { nelderMead } from "./nelder-mead.ts";
import { simplexWeights } from "./simplex-weights.ts";

/** Starts that are searched from, of those tried. */
const SEARCHED = 6;
/** Log importances stay within this of each other: beyond, a predictor counts for nothing in double precision. */
const WIDEST = 25;

/**
 * Weights closest in predictors, Σ_k v_k (x₁k − Σ_j w_j x_jk)², with the importances v that give the least mean squared gap over the periods
 * `from` to `to` (Abadie, Diamond and Hainmueller 2010, section 2.3). The outer problem is not convex: quasi-Newton searches with the
 * exact gradient run from the best of a fixed set of starts, and a simplex search without gradients ends the best, since the loss has
 * kinks where donors enter. `before`: T₀ × J, `path`: T₀.
 */
export function predictorWeights(before: Matrix, path: Float64Array, predictors: SidesPredictors): Solution {
  const { donors, target, from, to } = predictors;
  const count = donors.rows;
  const importance = new Float64Array(count);
  let warm: Float64Array | undefined;

  function fitAt(logs: Float64Array, leastNorm: boolean): ReturnType<typeof simplexWeights> {
    const most = Math.max(...logs);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      importance[k] = Math.exp(Math.max(logs[k]! - most, -WIDEST));
      sum += importance[k]!;
    }
    for (let k = 0; k < count; k++) importance[k] = importance[k]! / sum;
    return simplexWeights(donors, target, { rowWeights: importance, leastNorm, ...(warm ? { start: warm } : {}) });
  }

  const gap = new Float64Array(to - from);
  function lossOf(weights: Float64Array): number {
    for (let t = from; t < to; t++) gap[t - from] = path[t]!;
    for (let j = 0; j < before.cols; j++) {
      const w = weights[j]!;
      if (w > 0) for (let t = from; t < to; t++) gap[t - from] = gap[t - from]! - w * before.data[j * before.rows + t]!;
    }
    let sum = 0;
    for (const value of gap) sum += value * value;
    return sum / gap.length;
  }

  function objective(logs: Float64Array, gradient: Float64Array | null): number {
    const { weights, residuals } = fitAt(logs, false);
    warm = weights;
    const loss = lossOf(weights);
    if (gradient) writeGradient(gradient, weights, residuals, loss);
    return Math.log(loss + Number.MIN_VALUE);
  }

  /** Of log loss in log importances, through the fixed support of the weights; `residuals`: K, of the predictors. */
  function writeGradient(gradient: Float64Array, weights: Float64Array, residuals: Float64Array, loss: number): void {
    gradient.fill(0);
    const support: number[] = [];
    for (let j = 0; j < weights.length; j++) if (weights[j]! > 0) support.push(j);
    const others = support.length - 1;
    if (others === 0) return;
    const moves = createMatrix(count, others);
    const pulls = new Float64Array(others);
    const [base] = support as [number, ...number[]];
    for (let i = 0; i < others; i++) {
      const j = support[i + 1]!;
      for (let k = 0; k < count; k++) {
        const root = Math.sqrt(importance[k]!);
        moves.data[i * count + k] = root * (donors.data[j * count + k]! - donors.data[base * count + k]!);
      }
      for (let t = from; t < to; t++) {
        pulls[i] =
          pulls[i]! + gap[t - from]! * (before.data[j * before.rows + t]! - before.data[base * before.rows + t]!);
      }
    }
    const qr = householderQr(moves);
    const right = Float64Array.from(qr.kept, (i) => pulls[i]!);
    const solved = solveUpper(qr.r, solveUpperTransposed(qr.r, right));
    for (let k = 0; k < count; k++) {
      let along = 0;
      for (const [position, i] of qr.kept.entries()) along += solved[position]! * moves.data[i * count + k]!;
      // d loss / d v_k = −2 / T · gapᵀ Y (dw / dv_k), with dw / dv_k = H⁻¹ b_k residual_k.
      gradient[k] = (-2 / gap.length) * along * Math.sqrt(importance[k]!) * residuals[k]!;
    }
    // v is normalised, which changes nothing in the weights; only the relative loss counts.
    for (let k = 0; k < count; k++) gradient[k] = gradient[k]! / (loss + Number.MIN_VALUE);
  }

  const starts = startsFor(count);
  const ranked = starts.map((logs) => ({ logs, value: objective(logs, null) })).sort((a, b) => a.value - b.value);
  let best = ranked[0]!;
  for (const { logs } of ranked.slice(0, SEARCHED)) {
    const found = minimiseLbfgs(objective, logs, { maxIterations: 60, valueTolerance: 1e-9 });
    if (found.value < best.value) best = { logs: found.x, value: found.value };
  }
  for (let round = 0; round < 2; round++) {
    const ended = nelderMead((logs) => objective(logs, null), best.logs, 1, 120 * count);
    if (ended.value < best.value) best = { logs: ended.x, value: ended.value };
  }
  const fit = fitAt(best.logs, true);
  return {
    weights: fit.weights,
    predictorWeights: importance,
    intercept: 0,
    kkt: fit.kkt,
    converged: fit.converged,
  };
}

/** Equal importances, each predictor above the others, and points of a Kronecker sequence over four decades. */
function startsFor(count: number): Float64Array[] {
  const starts = [new Float64Array(count)];
  for (let k = 0; k < count; k++) {
    const one = new Float64Array(count);
    one[k] = 5;
    starts.push(one);
  }
  // Steps of the generalised golden ratio (Roberts 2018): the root of x^(K + 1) = x + 1.
  let ratio = 1.5;
  for (let i = 0; i < 60; i++) ratio = (1 + ratio) ** (1 / (count + 1));
  for (let i = 1; i <= 24 + 8 * count; i++) {
    starts.push(Float64Array.from({ length: count }, (_, k) => ((0.5 + i * ratio ** -(k + 1)) % 1) * Math.log(1e4)));
  }
  return starts;
}
