import type { ModelStep } from "./model-step.ts";

/** A climb ends when this many steps gain less than this share of the value: a value with kinks is neared ever more slowly. */
const window = 10;
const leastGain = 1e-10;

/** Writes the gradient at `x` and the size of each second derivative, and returns the value to be made large. */
export type Gradient = (x: Float64Array, gradient: Float64Array, bend: Float64Array) => number;

/**
 * A local maximum of `f` over the set that `step` keeps to: projected steps in a diagonal metric, their length by the spectral rule
 * (Birgin, Martínez and Raydan 2000), with a line search that never falls. `x` is an allowed start and becomes the answer.
 */
export function climbGradient(f: Gradient, step: ModelStep, x: Float64Array, maxSteps: number): number {
  const n = x.length;
  const gradient = new Float64Array(n);
  const bend = new Float64Array(n);
  const metric = new Float64Array(n);
  const nextGradient = new Float64Array(n);
  const nextBend = new Float64Array(n);
  const to = new Float64Array(n);
  const next = new Float64Array(n);
  let value = f(x, gradient, bend);
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(x[i]!));
  let length = 1;
  let before = value;
  for (let pass = 0; pass < maxSteps; pass++) {
    for (let i = 0; i < n; i++) {
      const least = (1e-9 * Math.abs(gradient[i]!)) / (size || 1);
      metric[i] = Math.max(bend[i]!, least, Number.MIN_VALUE * 1e10) / length;
    }
    step(x, gradient, metric, to);
    let rise = 0;
    let far = 0;
    for (let i = 0; i < n; i++) {
      rise += (to[i]! - x[i]!) * gradient[i]!;
      far = Math.max(far, Math.abs(to[i]! - x[i]!));
    }
    if (!(rise > 0) || far <= 1e-14 * size) break;
    let share = 1;
    let found = -Infinity;
    for (let cut = 0; cut < 30; cut++) {
      for (let i = 0; i < n; i++) next[i] = x[i]! + share * (to[i]! - x[i]!);
      found = f(next, nextGradient, nextBend);
      if (found >= value + 1e-4 * share * rise - 1e-15 * Math.abs(value)) break;
      share /= 2;
    }
    if (!(found >= value - 1e-15 * Math.abs(value))) break;
    let square = 0;
    let turn = 0;
    for (let i = 0; i < n; i++) {
      const move = next[i]! - x[i]!;
      square += move * move * metric[i]! * length;
      turn -= move * (nextGradient[i]! - gradient[i]!);
      x[i] = next[i]!;
      gradient[i] = nextGradient[i]!;
      bend[i] = nextBend[i]!;
    }
    value = found;
    length = Math.min(Math.max(turn > 0 ? square / turn : length * 4, 1e-6), 1e6);
    if (pass % window === window - 1) {
      if (value - before <= leastGain * Math.abs(value)) break;
      before = value;
    }
  }
  return value;
}
