import { branchAndBound } from "./branch-and-bound.ts";
import { climbGradient, type Gradient } from "./climb-gradient.ts";
import { invalid } from "./fault.ts";
import { curveOfDraw, problemAt, type Model } from "./model.ts";
import type { BudgetGoal } from "./options.ts";
import type { Problem } from "./problem.ts";
import { createModelStep } from "./model-step.ts";
import type { Settings } from "./read-options.ts";
import { solve, type Solved } from "./solve.ts";

type RiskGoal = Extract<BudgetGoal, { type: "mean_sd" | "mean_variance" | "cvar" }>;

/**
 * The goal as a smooth function of the draws' totals: its value, and into `weights` its derivative to each total. CVaR is a mean over
 * the worst draws (Rockafellar and Uryasev 2000), whose derivative is that of the draws that are the worst now.
 */
function risk(goal: RiskGoal, totals: Float64Array, weights: Float64Array): number {
  const n = totals.length;
  let mean = 0;
  for (let d = 0; d < n; d++) mean += totals[d]! / n;
  if (goal.type === "cvar") {
    const order = Float64Array.from(totals).sort();
    const count = goal.share * n;
    const last = Math.min(n, Math.max(1, Math.ceil(count - 1e-9)));
    const limit = order[last - 1]!;
    let below = 0;
    let ties = 0;
    for (let d = 0; d < n; d++) {
      if (totals[d]! < limit) below++;
      else if (totals[d] === limit) ties++;
    }
    let value = 0;
    for (let d = 0; d < n; d++) {
      const whole = totals[d]! < limit ? 1 : totals[d] === limit ? (Math.max(count, 1) - below) / ties : 0;
      weights[d] = whole / Math.max(count, 1);
      value += weights[d]! * totals[d]!;
    }
    return value;
  }
  let variance = 0;
  for (let d = 0; d < n; d++) variance += (totals[d]! - mean) ** 2 / n;
  const sd = Math.sqrt(variance);
  const pull = goal.type === "mean_variance" ? goal.k : sd > 0 ? goal.k / sd : 0;
  for (let d = 0; d < n; d++) weights[d] = (1 - pull * (totals[d]! - mean)) / n;
  return goal.type === "mean_variance" ? mean - (goal.k / 2) * variance : mean - goal.k * sd;
}

/** Value, gradient and the separable part of the second derivatives, over draws. */
function gradientOf(model: Model, goal: RiskGoal): Gradient {
  const { channels, draws } = model;
  const totals = new Float64Array(draws);
  const weights = new Float64Array(draws);
  return (x, gradient, bend) => {
    totals.fill(0);
    for (let i = 0; i < x.length; i++)
      for (let d = 0; d < draws; d++) totals[d]! += curveOfDraw(channels[i]!, d).value(x[i]!);
    const value = risk(goal, totals, weights);
    let mean = 0;
    for (let d = 0; d < draws; d++) mean += totals[d]! / draws;
    let variance = 0;
    for (let d = 0; d < draws; d++) variance += (totals[d]! - mean) ** 2 / draws;
    const pull =
      goal.type === "mean_variance"
        ? goal.k
        : goal.type === "mean_sd" && variance > 0
          ? goal.k / Math.sqrt(variance)
          : 0;
    for (let i = 0; i < x.length; i++) {
      // A root's slope at 0 has no bound; just above 0 it says the same.
      const at = Math.max(x[i]!, 1e-12 * model.reach[i]!);
      let sum = 0;
      let curved = 0;
      let slopes = 0;
      let squares = 0;
      for (let d = 0; d < draws; d++) {
        const weight = weights[d]!;
        if (weight === 0) continue;
        const curve = curveOfDraw(channels[i]!, d);
        const slope = curve.slope(at);
        sum += weight * slope;
        curved += weight * curve.curvature(at);
        slopes += slope / draws;
        squares += (slope * slope) / draws;
      }
      gradient[i] = sum;
      bend[i] = Math.abs(curved) + (pull > 0 ? pull * Math.max(0, squares - slopes * slopes) : 0);
    }
    return value;
  };
}

/** Starts of a local search: the best mean, the current plan, equal shares, and the best plans of a few draws. */
function startsOf(model: Model, problem: Problem, mean: Float64Array): readonly Float64Array[] {
  const { channels, draws } = model;
  const picked = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => Math.floor(share * draws));
  const ofDraws = picked.flatMap((d) => {
    const curves = channels.map((channel) => curveOfDraw(channel, d));
    const { x } = branchAndBound({ ...problem, curves }, { tolerance: 1e-4, maxNodes: 200 });
    return x === null ? [] : [x];
  });
  const equal = new Float64Array(mean.length).fill(mean.reduce((sum, at) => sum + at, 0) / mean.length);
  const current = Float64Array.from(mean, (at, i) => channels[i]!.current ?? at);
  return [mean, current, equal, ...ofDraws];
}

/**
 * Mean less risk, over draws: no sum over channels, so climbed from several starts. Each channel with a least effective spend keeps
 * to the side where the start has it. The proved bound is that of the mean alone, which no penalised plan exceeds.
 */
export function adjustForRisk(
  model: Model,
  settings: Settings,
  goal: RiskGoal,
): { problem: Problem; solved: Solved; objective: number; bound: number; nodes: number } {
  const { budget, atMost } = settings;
  if (model.draws === 0)
    throw invalid(`the goal ${goal.type} needs posterior draws`, "give parameters with one value a draw");
  const problem = problemAt(model, atMost ? 0 : budget!, budget!, 0);
  const mean = solve(model, problem, settings);
  const gradient = gradientOf(model, goal);
  const zero = new Float64Array(mean.x.length);
  const one = zero.map(() => 1);
  // A few steps from every start, and to the end from the three that are highest then.
  const rough = startsOf(model, problem, mean.x).map((start) => {
    const lo = Float64Array.from(problem.lo, (at, i) => (problem.off[i] === 1 && start[i]! < at / 2 ? 0 : at));
    const hi = Float64Array.from(problem.hi, (at, i) =>
      problem.off[i] === 1 && start[i]! < problem.lo[i]! / 2 ? 0 : at,
    );
    const step = createModelStep({ ...problem, lo, hi });
    const x = start.slice();
    step(start, zero, one, x);
    return { step, x, reached: climbGradient(gradient, step, x, 10) };
  });
  let best = mean.x;
  let objective = -Infinity;
  for (const { step, x } of rough.toSorted((a, b) => b.reached - a.reached).slice(0, 3)) {
    const found = climbGradient(gradient, step, x, 200);
    if (found > objective && keepsLimits(problem, x)) {
      objective = found;
      best = x;
    }
  }
  return {
    problem,
    solved: { ...mean, x: best },
    objective,
    bound: Math.max(mean.bound, objective),
    nodes: mean.nodes,
  };
}

function keepsLimits({ lo, hi, off, groups }: Problem, x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) {
    if (off[i] === 1 && x[i] === 0) continue;
    if (!(x[i]! >= lo[i]! * (1 - 1e-9) && x[i]! <= hi[i]! * (1 + 1e-9))) return false;
  }
  const sum = (g: number): number => {
    const { channels, children } = groups[g]!;
    return channels.reduce((total, i) => total + x[i]!, 0) + children.reduce((total, child) => total + sum(child), 0);
  };
  return groups.every(({ min, max }, g) => sum(g) >= min * (1 - 1e-9) && sum(g) <= max * (1 + 1e-9));
}
