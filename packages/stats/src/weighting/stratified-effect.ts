import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { adjustedDf } from "./adjusted-df.ts";
import { satterthwaiteDf } from "./satterthwaite-df.ts";
import type { Target } from "./target.ts";
import type { TwoMeansEffect } from "./two-means.ts";

export interface Stratum {
  readonly treated: number;
  readonly control: number;
  /** Means of the outcome, NaN without units. */
  readonly treatedMean: number;
  readonly controlMean: number;
  /** Adjusted for the covariates where there are any; NaN unless both arms are there. */
  readonly effect: number;
  /** Share of the target's units among those of the strata in use; 0 where the stratum is not. */
  readonly weight: number;
}

export interface StratifiedEffect extends TwoMeansEffect {
  readonly strata: readonly Stratum[];
  /** "neyman": a variance for each arm of each stratum; "pooled": one for all, since an arm somewhere has a single unit. */
  readonly variance: "neyman" | "pooled";
  /** Share of the target's units that are in strata with both arms. */
  readonly supported: number;
  /** 1 − residual ÷ total sum of squares, over the strata in use. */
  readonly rSquared: number;
  /** Degrees of freedom of the residuals. */
  readonly dfResidual: number;
}

/**
 * Differences of means within strata, averaged by the target's shares of them (Cochran 1968). With covariates, each arm's means are moved
 * to those of the target's units of the stratum along slopes estimated within strata, one set an arm (Imbens and Rubin 2015, section 17.8,
 * with slopes shared). Variances are Neyman's, HC2 under covariates, with Satterthwaite's degrees of freedom; where an arm of a stratum has
 * one unit, one pooled variance.
 *
 * `y`: n; `treated`: n; `codes`: n strata from 0 to `count` − 1; `x`: n × k covariates or null. Strata without both arms are left out; see
 * `supported`. NaN where none is left or no degrees of freedom are. RangeError for shapes.
 */
export function stratifiedEffect(
  y: Float64Array,
  treated: Uint8Array,
  codes: Int32Array,
  count: number,
  target: Exclude<Target, "overlap">,
  x: Matrix | null = null,
): StratifiedEffect {
  const n = y.length;
  if (treated.length !== n || codes.length !== n || (x !== null && x.rows !== n)) {
    throw new RangeError(`stratifiedEffect: y has ${n} rows, treated ${treated.length}, codes ${codes.length}`);
  }
  const k = x?.cols ?? 0;
  // Cell of a row: 2 × stratum + arm.
  const size = new Float64Array(2 * count);
  const mean = new Float64Array(2 * count);
  const cellOf = (i: number): number => 2 * codes[i]! + treated[i]!;
  for (let i = 0; i < n; i++) size[cellOf(i)]! += 1;
  for (let i = 0; i < n; i++) mean[cellOf(i)]! += y[i]!;
  for (let c = 0; c < 2 * count; c++) mean[c] = mean[c]! / size[c]!;
  const both = (s: number): boolean => size[2 * s]! > 0 && size[2 * s + 1]! > 0;
  const ofTarget = (s: number): number =>
    (target === "att" ? 0 : size[2 * s]!) + (target === "atc" ? 0 : size[2 * s + 1]!);
  let [used, all, single] = [0, 0, false];
  for (let s = 0; s < count; s++) {
    all += ofTarget(s);
    if (!both(s)) continue;
    used += ofTarget(s);
    if (size[2 * s] === 1 || size[2 * s + 1] === 1) single = true;
  }
  const share = Float64Array.from({ length: count }, (_, s) => (both(s) ? ofTarget(s) / used : 0));

  const xMean = new Float64Array(2 * count * k);
  if (x !== null) {
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < n; i++) xMean[cellOf(i) * k + j]! += x.data[j * n + i]!;
    }
    for (let c = 0; c < 2 * count; c++) for (let j = 0; j < k; j++) xMean[c * k + j] = xMean[c * k + j]! / size[c]!;
  }
  const arms = ([0, 1] as const).map((arm) =>
    fitArm(arm, { y, treated, codes, x, size, mean, xMean, share, target, used: both }),
  );
  const [control, treat] = [arms[0]!, arms[1]!];
  const dfResidual = control.df + treat.df;
  const rss = control.rss + treat.rss;
  const pooled = single || control.df < 1 || treat.df < 1;
  const sigma2 = rss / dfResidual;
  const variances = arms.map((arm) => (pooled ? sigma2 * arm.squares : arm.variance));
  const value = used > 0 ? treat.mean - control.mean : NaN;
  const stderr = dfResidual >= 1 ? Math.sqrt(variances[0]! + variances[1]!) : NaN;
  let [inUse, total] = [0, 0];
  let grand = 0;
  for (let i = 0; i < n; i++) {
    if (!both(codes[i]!)) continue;
    inUse += 1;
    grand += y[i]!;
  }
  for (let i = 0; i < n; i++) if (both(codes[i]!)) total += (y[i]! - grand / inUse) ** 2;
  return {
    value,
    treatedMean: treat.mean,
    controlMean: control.mean,
    stderr,
    df: pooled
      ? dfResidual
      : satterthwaiteDf([control.variance, treat.variance], [control.dfVariance, treat.dfVariance]),
    largeSampleStderr: stderr,
    controlVariance: variances[0]!,
    controlCovariance: -variances[0]!,
    variance: pooled ? "pooled" : "neyman",
    supported: used / all,
    rSquared: 1 - rss / total,
    dfResidual,
    strata: Array.from({ length: count }, (_, s) => ({
      treated: size[2 * s + 1]!,
      control: size[2 * s]!,
      treatedMean: mean[2 * s + 1]!,
      controlMean: mean[2 * s]!,
      effect: both(s) ? treat.means[s]! - control.means[s]! : NaN,
      weight: share[s]!,
    })),
  };
}

interface Cells {
  readonly y: Float64Array;
  readonly treated: Uint8Array;
  readonly codes: Int32Array;
  readonly x: Matrix | null;
  readonly size: Float64Array;
  readonly mean: Float64Array;
  readonly xMean: Float64Array;
  readonly share: Float64Array;
  readonly target: Exclude<Target, "overlap">;
  readonly used: (stratum: number) => boolean;
}

interface ArmFit {
  /** Adjusted mean of each stratum, and their average by the target's shares. */
  readonly means: Float64Array;
  readonly mean: number;
  readonly rss: number;
  readonly df: number;
  /** Robust variance of `mean`, its degrees of freedom, and Σ a² of its weights a on the outcomes. */
  readonly variance: number;
  readonly dfVariance: number;
  readonly squares: number;
}

/** One arm: means by stratum, and slopes on covariates about them. */
function fitArm(arm: 0 | 1, cells: Cells): ArmFit {
  const { y, treated, codes, x, size, mean, xMean, share, target, used } = cells;
  const k = x?.cols ?? 0;
  const count = share.length;
  const rows: number[] = [];
  for (let i = 0; i < y.length; i++) if (treated[i] === arm && used(codes[i]!)) rows.push(i);
  const m = rows.length;
  let groups = 0;
  for (let s = 0; s < count; s++) if (used(s)) groups += 1;
  const within = createMatrix(m, k);
  const residual = new Float64Array(m);
  rows.forEach((i, at) => {
    const cell = 2 * codes[i]! + arm;
    residual[at] = y[i]! - mean[cell]!;
    for (let j = 0; j < k; j++) within.data[j * m + at] = x!.data[j * y.length + i]! - xMean[cell * k + j]!;
  });
  // How far the target's covariates lie from the arm's in each stratum.
  const move = new Float64Array(count * k);
  const shift = new Float64Array(k);
  for (let s = 0; s < count; s++) {
    if (!used(s)) continue;
    const [nc, nt] = [target === "att" ? 0 : size[2 * s]!, target === "atc" ? 0 : size[2 * s + 1]!];
    for (let j = 0; j < k; j++) {
      const centre = (nc * xMean[2 * s * k + j]! + nt * xMean[(2 * s + 1) * k + j]!) / (nc + nt);
      move[s * k + j] = centre - xMean[(2 * s + arm) * k + j]!;
      shift[j] = shift[j]! + share[s]! * move[s * k + j]!;
    }
  }
  const fit = k > 0 && m > 0 ? leastSquares(within, residual) : null;
  const kept = fit?.kept ?? [];
  const slopes = new Float64Array(k);
  for (const j of kept) slopes[j] = fit!.coefficients[j]!;
  const means = Float64Array.from({ length: count }, (_, s) => {
    let sum = mean[2 * s + arm]!;
    for (let j = 0; j < k; j++) sum += move[s * k + j]! * slopes[j]!;
    return sum;
  });
  let average = 0;
  for (let s = 0; s < count; s++) if (used(s)) average += share[s]! * means[s]!;
  // Weights of the average on the arm's outcomes.
  const pull = Float64Array.from(kept, (j) =>
    kept.reduce((sum, l) => sum + fit!.unscaledCovariance.data[l * k + j]! * shift[l]!, 0),
  );
  const df = m - groups - kept.length;
  let [rss, variance, squares] = [0, 0, 0];
  const b = new Float64Array(m);
  const hat = new Float64Array(m);
  rows.forEach((i, at) => {
    const s = codes[i]!;
    let weight = share[s]! / size[2 * s + arm]!;
    kept.forEach((j, l) => (weight += pull[l]! * within.data[j * m + at]!));
    const e = fit === null ? residual[at]! : fit.residuals[at]!;
    const leverage = 1 / size[2 * s + arm]! + (fit === null ? 0 : fit.leverage[at]!);
    hat[at] = Math.min(leverage, 1);
    rss += e * e;
    squares += weight * weight;
    b[at] = leverage > 1 - 1e-9 ? 0 : (weight * weight) / (1 - leverage);
    variance += b[at] * e * e;
  });
  const own = Int32Array.from(rows, (i) => codes[i]!);
  const dfVariance =
    fit === null
      ? cellsDf(arm, cells, rows, residual)
      : adjustedDf(
          b,
          hat,
          own,
          Float64Array.from({ length: count }, (_, s) => size[2 * s + arm]!),
          within,
          fit,
        );
  return { means, mean: average, rss, df, variance, dfVariance, squares };
}

/** Welch and Satterthwaite over the strata of one arm. */
function cellsDf(arm: 0 | 1, { codes, size, share }: Cells, rows: readonly number[], residual: Float64Array): number {
  const spread = new Float64Array(share.length);
  rows.forEach((i, at) => (spread[codes[i]!]! += residual[at]! ** 2));
  const own = Array.from(share, (_, s) => size[2 * s + arm]!);
  const variances = own.map((m, s) => (share[s]! > 0 && m > 1 ? (share[s]! ** 2 * spread[s]!) / (m * (m - 1)) : 0));
  return satterthwaiteDf(
    variances,
    own.map((m) => m - 1),
  );
}
