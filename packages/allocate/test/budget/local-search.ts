import type { ResponseCurve } from "../../src/index.ts";
import { createRng } from "@ie/stats";
import type { Instance } from "./instances.ts";

/** Value and slope by the formulas as they stand in a textbook: nothing here is shared with the optimiser. */
function respond(curve: ResponseCurve, x: number): readonly [value: number, slope: number] {
  switch (curve.type) {
    case "hill": {
      const { beta, halfSaturation, slope } = curve as { beta: number; halfSaturation: number; slope: number };
      const [a, b] = [x ** slope, halfSaturation ** slope];
      return [(beta * a) / (a + b), x === 0 ? 0 : (beta * slope * x ** (slope - 1) * b) / (a + b) ** 2];
    }
    case "exponential": {
      const { beta, rate } = curve as { beta: number; rate: number };
      return [beta * (1 - Math.exp(-rate * x)), beta * rate * Math.exp(-rate * x)];
    }
    case "logistic": {
      const { beta, rate, midpoint } = curve as { beta: number; rate: number; midpoint: number };
      const s = (u: number): number => 1 / (1 + Math.exp(-u));
      const top = s(rate * (x - midpoint));
      const bottom = s(-rate * midpoint);
      return [(beta * (top - bottom)) / (1 - bottom), (beta * rate * top * (1 - top)) / (1 - bottom)];
    }
    default:
      throw new Error(`no textbook formula for ${curve.type}`);
  }
}

interface Search {
  readonly curves: readonly ResponseCurve[];
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly budget: number;
}

function searchOf({ channels, budget }: Instance): Search {
  return {
    curves: channels.map(({ curve }) => curve),
    lo: Float64Array.from(channels, ({ min }) => Number(min ?? 0)),
    hi: Float64Array.from(channels, ({ max }) => Number(max ?? budget)),
    budget,
  };
}

/** The nearest point with Σ x = budget and lo ≤ x ≤ hi: x = clamp(point − shift), the shift by bisection. */
function project({ lo, hi, budget }: Search, point: Float64Array, into: Float64Array): void {
  let [a, b] = [-1e9, 1e9];
  for (let pass = 0; pass < 90; pass++) {
    const shift = (a + b) / 2;
    let sum = 0;
    for (let i = 0; i < point.length; i++) {
      into[i] = Math.min(Math.max(point[i]! - shift, lo[i]!), hi[i]!);
      sum += into[i]!;
    }
    if (sum > budget) a = shift;
    else b = shift;
  }
}

function valueAt({ curves }: Search, x: Float64Array, gradient: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const [value, slope] = respond(curves[i]!, x[i]!);
    sum += value;
    gradient[i] = slope;
  }
  return sum;
}

/** Projected gradient with spectral steps from `start`, which becomes the answer. */
function climb(search: Search, start: Float64Array, steps: number): number {
  const n = start.length;
  const [gradient, next, nextGradient, point] = [0, 1, 2, 3].map(() => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  project(search, start.slice(), start);
  let value = valueAt(search, start, gradient);
  let length = 1;
  for (let pass = 0; pass < steps; pass++) {
    let found = -Infinity;
    for (let cut = 0; cut < 40; cut++) {
      for (let i = 0; i < n; i++) point[i] = start[i]! + length * gradient[i]!;
      project(search, point, next);
      found = valueAt(search, next, nextGradient);
      if (found >= value) break;
      length /= 4;
    }
    if (!(found - value > 1e-11 * value)) break;
    let square = 0;
    let bend = 0;
    for (let i = 0; i < n; i++) {
      const move = next[i]! - start[i]!;
      square += move * move;
      bend -= move * (nextGradient[i]! - gradient[i]!);
    }
    start.set(next);
    gradient.set(nextGradient);
    value = found;
    length = bend > 0 ? square / bend : length * 4;
  }
  return value;
}

/** The best of local searches from equal shares and from random points. */
export function bestOfStarts(instance: Instance, starts: number, steps = 300): number {
  const search = searchOf(instance);
  const rng = createRng("starts", instance.seed);
  const n = search.lo.length;
  let best = -Infinity;
  for (let start = 0; start < starts; start++) {
    const x = new Float64Array(n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      x[i] = start === 0 ? 1 : -Math.log(rng.uniform());
      sum += x[i]!;
    }
    for (let i = 0; i < n; i++) x[i]! *= instance.budget / sum;
    best = Math.max(best, climb(search, x, steps));
  }
  return best;
}
