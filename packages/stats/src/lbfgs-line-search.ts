import type { Objective } from "./lbfgs.ts";

const ARMIJO = 1e-4;
const CURVATURE = 0.9;
const MAX_TRIALS = 15;

export interface Trial {
  readonly step: number;
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
  readonly slope: number;
}

/** A step along `direction` that meets the strong Wolfe conditions, or the best decrease found; null when there is none. */
export function lineSearch(
  evaluate: Objective,
  x: Float64Array,
  direction: Float64Array,
  value: number,
  slope: number,
  first: number,
): Trial | null {
  const attempt = (step: number): Trial => {
    const at = Float64Array.from(x, (v, i) => v + step * direction[i]!);
    const gradient = new Float64Array(x.length);
    const reached = evaluate(at, gradient);
    return { step, x: at, gradient, value: reached, slope: dot(gradient, direction) };
  };
  let low: Trial = { step: 0, x, gradient: x, value, slope };
  let high: Trial | null = null;
  let step = first;
  for (let trials = 0; trials < MAX_TRIALS; trials++) {
    const trial = attempt(step);
    // Rounding in `value` must not reject a step that the slope approves of.
    const slack = 4 * Number.EPSILON * Math.abs(value);
    if (!(trial.value <= value + ARMIJO * step * slope + slack) || (trial.value >= low.value + slack && low.step > 0)) {
      high = trial;
    } else if (Math.abs(trial.slope) <= -CURVATURE * slope) {
      return trial;
    } else if (high === null) {
      if (trial.slope >= 0) high = low;
      low = trial;
    } else {
      if (trial.slope * (high.step - low.step) >= 0) high = low;
      low = trial;
    }
    if (high === null) step *= 4;
    else {
      const width = high.step - low.step;
      if (Math.abs(width) <= 1e-14 * Math.max(1, low.step)) break;
      const inside = cubicMinimum(low, high);
      const from = low.step + 0.1 * width;
      const to = low.step + 0.9 * width;
      const ok = inside > Math.min(from, to) && inside < Math.max(from, to);
      step = ok ? inside : low.step + (Number.isFinite(high.value) ? 0.5 : 0.2) * width;
    }
  }
  return low.step > 0 ? low : null;
}

/** Minimiser of the cubic through both values and slopes (Nocedal and Wright 2006, eq. 3.59); NaN when there is none. */
function cubicMinimum(a: Trial, b: Trial): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
