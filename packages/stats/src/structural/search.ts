import { minimiseLbfgs } from "../lbfgs.ts";
import type { StructuralDesign } from "./design.ts";
import type { Profile } from "./profile.ts";
import { createScore } from "./score.ts";

export interface Found {
  /** Standard deviations up to a common factor, by the form's parameters; exactly 0 where the likelihood falls off from there. */
  readonly sds: Float64Array;
  readonly converged: boolean;
  readonly iterations: number;
  readonly evaluations: number;
  readonly starts: number;
}

/** Gain per observation at which a run from a start ends; the best one goes on. */
const EXPLORING = 1e-9;
/** Runs of the optimiser, from the best of the starts. */
const RUNS = 3;
/** Log-likelihood within which a variance of zero is preferred to one beside it, or may still be gained at a converged point. */
const TOLERANCE = 1e-8;

/**
 * Maximises the profile likelihood over standard deviations, whose common factor has been profiled out. A standard deviation may cross
 * zero, where a variance ends and its logarithm would run away; the likelihood is even in each, so that it has a maximum there or none.
 */
export function search(design: StructuralDesign, profile: Profile, signal: AbortSignal | undefined): Found {
  const count = design.form.parameterCount;
  const variances = new Float64Array(count);
  let evaluations = 0;
  const evaluate = (sds: Float64Array): number => {
    evaluations++;
    for (let i = 0; i < count; i++) variances[i] = sds[i]! * sds[i]!;
    if (!profile.run(variances)) return Infinity;
    const { counting, rss, logDeterminant } = profile;
    // Per observation, without constants, at the best common factor.
    return (0.5 * (counting * Math.log(rss.value) + logDeterminant.value)) / design.nobs;
  };
  const score = createScore(design, profile);
  const objective = (sds: Float64Array, gradient: Float64Array): number => {
    const value = evaluate(sds);
    if (!Number.isFinite(value)) return value;
    score(gradient);
    for (let i = 0; i < count; i++) gradient[i] = (2 * sds[i]! * gradient[i]!) / design.nobs;
    return value;
  };

  const ranked = starts(count)
    .map((sds) => ({ sds, value: evaluate(sds) }))
    .sort((a, b) => a.value - b.value);
  let iterations = 0;
  const climb = (start: Float64Array, valueTolerance: number): { sds: Float64Array; value: number } => {
    const run = minimiseLbfgs(objective, start, {
      gradientTolerance: 1e-8,
      valueTolerance,
      ...(signal === undefined ? {} : { signal }),
    });
    iterations += run.iterations;
    return snapped(run.x, run.value, evaluate, TOLERANCE / design.nobs);
  };
  let best = ranked[0]!;
  for (const { sds } of ranked.slice(0, RUNS)) {
    const reached = climb(sds, EXPLORING);
    if (reached.value < best.value) best = reached;
  }
  let remaining = Infinity;
  for (let round = 0; round < 5; round++) {
    const freed = released(best, evaluate);
    const reached = climb(freed, 1e-14);
    remaining = best.value - reached.value;
    if (reached.value < best.value) best = reached;
    if (remaining * design.nobs < TOLERANCE) break;
  }
  return {
    sds: best.sds,
    converged: Number.isFinite(best.value) && remaining * design.nobs < TOLERANCE,
    iterations,
    evaluations,
    starts: ranked.length,
  };
}

/** The irregular alone beside weak and strong movements of each kind, and movements without an irregular. */
function starts(count: number): Float64Array[] {
  const out: Float64Array[] = [];
  for (const size of [0.01, 0.1, 0.5, 3]) out.push(new Float64Array(count).fill(size, 1).fill(1, 0, 1));
  for (let strong = 1; strong < count; strong++) {
    const sds = new Float64Array(count).fill(0.03, 1).fill(1, 0, 1);
    sds[strong] = 1;
    out.push(sds);
    const alone = sds.slice();
    alone[0] = 0.03;
    out.push(alone);
  }
  return out;
}

/** Signs dropped, the common factor taken out, and each small standard deviation at 0 if that loses nothing. */
function snapped(
  x: Float64Array,
  value: number,
  evaluate: (sds: Float64Array) => number,
  tolerance: number,
): { sds: Float64Array; value: number } {
  const size = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
  const sds = x.map((v) => Math.abs(v) / size);
  let reached = value;
  for (const i of sds.keys()) {
    const held = sds[i]!;
    if (held === 0 || held > 0.02) continue;
    sds[i] = 0;
    const trial = evaluate(sds);
    if (trial <= reached + tolerance) reached = Math.min(trial, reached);
    else sds[i] = held;
  }
  return { sds, value: reached };
}

/** A zero has no slope in its standard deviation; where a variance beside it does better, it starts from there. */
function released(best: { sds: Float64Array; value: number }, evaluate: (sds: Float64Array) => number): Float64Array {
  const sds = best.sds.slice();
  for (const i of sds.keys()) {
    if (sds[i] !== 0) continue;
    let lowest = best.value;
    for (const size of [1e-3, 1e-2, 1e-1]) {
      const trial = best.sds.slice();
      trial[i] = size;
      const value = evaluate(trial);
      if (value < lowest) {
        lowest = value;
        sds[i] = size;
      }
    }
  }
  return sds;
}
