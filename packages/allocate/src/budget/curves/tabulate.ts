import type { Knots } from "./piecewise-cubic.ts";

export interface TabulateOptions {
  /** Largest miss in the middle of a cell, as a share of the range of values. */
  readonly tolerance: number;
  /** In each eighth of [0, end]. */
  readonly maxKnots: number;
}

/**
 * Knots on [0, end] between which the cubic Hermite interpolant is as good as the tolerance asks. A cell is halved while the
 * interpolant misses its middle, and the middle, once evaluated, is a knot: the error, which falls by 16 with each halving of a
 * smooth curve, is then well below the largest miss that was let pass. That miss is stated as the error.
 * `evaluate` writes value and slope.
 */
export function tabulate(
  evaluate: (x: number, out: Float64Array) => void,
  end: number,
  { tolerance, maxKnots }: TabulateOptions,
): Knots {
  const x: number[] = [];
  const y: number[] = [];
  const m: number[] = [];
  const out = new Float64Array(2);
  let range = 0;
  let error = 0;
  let left = 0;
  const add = (a: number, value: number, slope: number): void => {
    x.push(a);
    y.push(value);
    m.push(slope);
  };
  const fill = (a: number, ya: number, ma: number, b: number, yb: number, mb: number, depth: number): void => {
    const at = a + (b - a) / 2;
    if (!(at > a && at < b)) return;
    const h = b - a;
    evaluate(at, out);
    const seen = out[0]!;
    const slope = out[1]!;
    // A cell whose left slope is infinite is a power curve through its right end.
    const guess =
      ma === Infinity ? ya + (yb - ya) * 0.5 ** ((h * mb) / (yb - ya)) : (ya + yb) / 2 + (h * (ma - mb)) / 8;
    const miss = Math.abs(seen - guess);
    left--;
    if (miss > tolerance * range && depth < 120 && left > 0) {
      fill(a, ya, ma, at, seen, slope, depth + 1);
      add(at, seen, slope);
      fill(at, seen, slope, b, yb, mb, depth + 1);
      return;
    }
    if (!(miss <= error)) error = miss;
    add(at, seen, slope);
  };
  const parts = 8;
  const ends = Array.from({ length: parts + 1 }, (_, part) => {
    const at = part === parts ? end : end * (part / parts) ** 2;
    evaluate(at, out);
    return [at, out[0]!, out[1]!] as const;
  });
  for (const [, value] of ends) range = Math.max(range, Math.abs(value - ends[0]![1]));
  add(...ends[0]!);
  for (let part = 1; part <= parts; part++) {
    left = maxKnots; // none of them takes what another needs
    fill(...ends[part - 1]!, ...ends[part]!, 0);
    add(...ends[part]!);
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y), slope: Float64Array.from(m), error };
}
