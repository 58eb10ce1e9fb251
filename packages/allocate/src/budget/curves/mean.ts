import type { Curve } from "./curve.ts";

/** The mean of many curves, summed exactly. */
export interface Mean {
  /** Writes value and slope at x into `out`. */
  readonly evaluate: (x: number, out: Float64Array) => void;
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

function meanBy(evaluate: (x: number, out: Float64Array) => void): Mean {
  const out = new Float64Array(2);
  return {
    evaluate,
    value: (x) => {
      evaluate(x, out);
      return out[0]!;
    },
    slope: (x) => {
      evaluate(x, out);
      return out[1]!;
    },
  };
}

export function meanOf(curves: readonly Curve[]): Mean {
  return meanBy((x, out) => {
    let value = 0;
    let slope = 0;
    for (const curve of curves) {
      value += curve.value(x);
      slope += curve.slope(x);
    }
    out[0] = value / curves.length;
    out[1] = slope / curves.length;
  });
}

/** The same for Hill's curves, one exponential a draw. */
export function meanOfHill(
  beta: Float64Array,
  halfSaturation: Float64Array,
  slope: Float64Array,
  curves: readonly Curve[],
): Mean {
  const draws = beta.length;
  const logK = halfSaturation.map(Math.log);
  const atZero = meanOf(curves);
  return meanBy((x, out) => {
    if (x === 0) {
      atZero.evaluate(0, out);
      return;
    }
    const logX = Math.log(x);
    let value = 0;
    let rise = 0;
    for (let d = 0; d < draws; d++) {
      const s = slope[d]!;
      const u = s * (logX - logK[d]!);
      const tail = Math.exp(u > 0 ? -u : u);
      const part = 1 / (1 + tail);
      value += beta[d]! * (u > 0 ? part : tail * part);
      rise += beta[d]! * s * tail * part * part;
    }
    out[0] = value / draws;
    out[1] = rise / (x * draws);
  });
}
