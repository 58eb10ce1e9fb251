import { dot, lineSearch } from "./lbfgs-line-search.ts";

/**
 * Writes the gradient at `x` into `gradient` and returns the value; a value that is not finite marks `x` as infeasible.
 * Both arrays belong to the caller, who reuses `x`.
 */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Correction pairs kept; with `memory` ≥ dimension the directions are those of dense BFGS up to restarts. */
  readonly memory?: number;
  readonly maxIterations?: number;
  /** Stop once the largest gradient component, in the variables' scale, is at most this. */
  readonly gradientTolerance?: number;
  /** Stop once an iteration gains at most this times max(1, |value|). */
  readonly valueTolerance?: number;
  /** Typical magnitude of each variable (default 1): the search runs in x / scale. */
  readonly scale?: Float64Array;
  readonly signal?: AbortSignal;
  /** Called after each iteration; true ends the run with status "stopped". */
  readonly stop?: (progress: LbfgsProgress) => boolean;
}

export interface LbfgsProgress {
  readonly iteration: number;
  readonly x: Float64Array;
  readonly value: number;
  /** What the quadratic model promised for the step just taken, half the slope along it. */
  readonly expectedGain: number;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly iterations: number;
  /** Calls of the objective. */
  readonly evaluations: number;
  readonly converged: boolean;
  readonly status: "gradient" | "value" | "iterations" | "line-search" | "infeasible-start" | "stopped";
}

/**
 * Minimises a smooth function by limited-memory BFGS (Nocedal 1980; Liu and Nocedal 1989) with a strong-Wolfe line
 * search (Nocedal and Wright 2006, algorithms 3.5 and 3.6, cubic interpolation).
 * An infeasible start or an exhausted search is reported in `status`, never thrown; an aborted `signal` throws its reason.
 */
export function minimiseLbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions = {}): LbfgsResult {
  const n = start.length;
  const { memory = 10, maxIterations = 200, gradientTolerance = 1e-8, valueTolerance = 1e-14, signal } = options;
  const scale = options.scale ?? new Float64Array(n).fill(1);
  if (scale.length !== n) throw new RangeError(`minimiseLbfgs: scale has ${scale.length} entries; the start has ${n}`);
  let evaluations = 0;
  const natural = new Float64Array(n);
  const evaluate = (z: Float64Array, gradient: Float64Array): number => {
    evaluations++;
    for (let i = 0; i < n; i++) natural[i] = z[i]! * scale[i]!;
    const value = objective(natural, gradient);
    for (let i = 0; i < n; i++) gradient[i] = gradient[i]! * scale[i]!;
    return value;
  };

  let x: Float64Array = Float64Array.from(start, (v, i) => v / scale[i]!);
  let gradient: Float64Array = new Float64Array(n);
  let value = evaluate(x, gradient);
  const direction = new Float64Array(n);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  const alphas = new Float64Array(memory);
  let iterations = 0;
  let status: LbfgsResult["status"] = Number.isFinite(value) ? "iterations" : "infeasible-start";
  let stalls = 0;

  while (status === "iterations") {
    if (maxAbs(gradient) <= gradientTolerance) {
      status = "gradient";
      break;
    }
    if (iterations >= maxIterations) break;
    signal?.throwIfAborted();
    twoLoop(direction, gradient, steps, changes, alphas);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      steps.length = changes.length = 0;
      for (let i = 0; i < n; i++) direction[i] = -gradient[i]!;
      slope = dot(direction, gradient);
    }
    const first = steps.length === 0 ? Math.min(1, 0.5 / Math.sqrt(-slope)) : 1;
    const found = lineSearch(evaluate, x, direction, value, slope, first);
    if (found === null) {
      if (steps.length === 0) {
        status = "line-search";
        break;
      }
      steps.length = changes.length = 0;
      continue;
    }
    const step = Float64Array.from(found.x, (v, i) => v - x[i]!);
    const change = Float64Array.from(found.gradient, (v, i) => v - gradient[i]!);
    // Keep the implied Hessian positive definite: skip pairs without curvature.
    if (dot(step, change) > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change))) {
      if (steps.length === memory) {
        steps.shift();
        changes.shift();
      }
      steps.push(step);
      changes.push(change);
    }
    const gain = value - found.value;
    x = found.x;
    gradient = found.gradient;
    value = found.value;
    iterations++;
    // Two small gains in a row: one alone may come from a badly scaled direction.
    stalls = gain <= valueTolerance * Math.max(1, Math.abs(value)) ? stalls + 1 : 0;
    if (stalls === 2) status = "value";
    if (options.stop !== undefined) {
      const at = x.map((v, i) => v * scale[i]!);
      if (options.stop({ iteration: iterations, x: at, value, expectedGain: -slope / 2 })) status = "stopped";
    }
  }
  return {
    x: Float64Array.from(x, (v, i) => v * scale[i]!),
    value,
    gradient: Float64Array.from(gradient, (v, i) => v / scale[i]!),
    iterations,
    evaluations,
    converged: status === "gradient" || status === "value",
    status,
  };
}

/**
 * Adds a numeric gradient to a plain function. `forward` costs one call per variable and is good to about 1e-8,
 * `central` two calls and about 1e-10, both relative to the scale of `f`; near an infeasible point `central` becomes one-sided.
 */
export function withNumericGradient(
  f: (x: Float64Array) => number,
  kind: "forward" | "central" = "central",
): Objective {
  const relative = kind === "central" ? 6e-6 : 3e-8;
  return (x, gradient) => {
    const value = f(x);
    if (!Number.isFinite(value)) return value;
    const probe = x.slice();
    for (let i = 0; i < x.length; i++) {
      const at = x[i]!;
      const h = relative * Math.max(1, Math.abs(at));
      probe[i] = at + h;
      const up = f(probe);
      const reached = probe[i]! - at;
      if (kind === "forward" && Number.isFinite(up)) gradient[i] = (up - value) / reached;
      else {
        probe[i] = at - h;
        const down = f(probe);
        if (!Number.isFinite(up)) gradient[i] = (value - down) / (at - probe[i]!);
        else if (!Number.isFinite(down)) gradient[i] = (up - value) / reached;
        else gradient[i] = (up - down) / (reached + at - probe[i]!);
      }
      probe[i] = at;
    }
    return value;
  };
}

/** Two-loop recursion (Nocedal and Wright 2006, algorithm 7.4): `out` becomes minus the inverse Hessian times the gradient. */
function twoLoop(
  out: Float64Array,
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
  alphas: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) out[i] = -gradient[i]!;
  const pairs = steps.length;
  for (let j = pairs - 1; j >= 0; j--) {
    const alpha = dot(steps[j]!, out) / dot(steps[j]!, changes[j]!);
    alphas[j] = alpha;
    for (let i = 0; i < out.length; i++) out[i] = out[i]! - alpha * changes[j]![i]!;
  }
  if (pairs > 0) {
    const s = steps[pairs - 1]!;
    const y = changes[pairs - 1]!;
    const initial = dot(s, y) / dot(y, y);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! * initial;
  }
  for (let j = 0; j < pairs; j++) {
    const beta = dot(changes[j]!, out) / dot(steps[j]!, changes[j]!);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! + (alphas[j]! - beta) * steps[j]![i]!;
  }
}

function maxAbs(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]!));
  return largest;
}
