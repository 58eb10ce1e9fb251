import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { kpss, type KpssTest } from "../time-series-tests/kpss.ts";
import { difference } from "./design.ts";
import { seasonalStrength } from "./seasonal-strength.ts";

export interface DifferencingChoice {
  readonly d: number;
  readonly D: number;
  /** Share of the variance without trend that the season explains, in [0, 1]; null without a season or two whole cycles. */
  readonly seasonalStrength: number | null;
  /** KPSS tests of a level on the series differenced 0, 1, … times after the seasonal difference; empty where d was given. */
  readonly tests: readonly KpssTest[];
}

/** Above this strength the season is differenced (threshold of Hyndman and Athanasopoulos 2021, section 9.1). */
const STRONG = 0.64;
const LEVEL = 0.05;

/**
 * D from the strength of the season, then d from repeated KPSS tests (Hyndman and Khandakar 2008), on the least-squares
 * residuals of y from a constant and the regressors.
 */
export function chooseDifferencing(
  y: Float64Array,
  regressors: Matrix | null,
  options: {
    readonly season: number;
    readonly most: readonly [d: number, D: number];
    readonly fixed: readonly [d: number, D: number] | undefined;
  },
): DifferencingChoice {
  const { season, most, fixed } = options;
  const errors = regressors === null ? y : regressionErrors(y, regressors);
  const strength = season >= 2 && y.length >= 2 * season + 2 ? seasonalStrength(errors, season) : null;
  if (fixed !== undefined) return { d: fixed[0], D: fixed[1], seasonalStrength: strength, tests: [] };
  const D = strength !== null && strength > STRONG ? Math.min(1, most[1]) : 0;
  let rest = D === 0 ? errors : difference(errors, seasonalLag(season));
  const tests: KpssTest[] = [];
  let d = 0;
  for (; d < most[0]; d++) {
    const test = kpss(rest);
    tests.push(test);
    if (!(test.pValue < LEVEL)) break;
    rest = difference(rest, Float64Array.of(1));
  }
  return { d, D, seasonalStrength: strength, tests };
}

function seasonalLag(season: number): Float64Array {
  const weights = new Float64Array(season);
  weights[season - 1] = 1;
  return weights;
}

function regressionErrors(y: Float64Array, regressors: Matrix): Float64Array {
  const rows = Int32Array.from(y.keys()).filter((i) => !Number.isNaN(y[i]!));
  const n = rows.length;
  const x = createMatrix(n, 1 + regressors.cols);
  x.data.fill(1, 0, n);
  for (let j = 0; j < regressors.cols; j++)
    for (let i = 0; i < n; i++) x.data[(j + 1) * n + i] = regressors.data[j * y.length + rows[i]!]!;
  const { residuals } = leastSquares(
    x,
    Float64Array.from(rows, (i) => y[i]!),
  );
  const out = new Float64Array(y.length).fill(Number.NaN);
  rows.forEach((i, at) => {
    out[i] = residuals[at]!;
  });
  return out;
}
