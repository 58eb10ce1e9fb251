import type { Check, Table } from "@ie/contracts";
import { ecdfDifference } from "./ecdf-difference.ts";
import type { Units } from "./units.ts";

/** What standardises differences in means: the deviation of the treated, of the controls, or the root of the arms' mean variance. */
type Standardiser = "treated" | "control" | "pooled";

export interface BalanceOptions {
  /** n weights of the adjusted sample, 0 for units left out; null where there is only the sample as it is. */
  readonly weights?: Float64Array | null;
  /** Default "pooled"; usual for att "treated", for atc "control". Always of the unadjusted sample, so that before and after compare. */
  readonly standardiser?: Standardiser;
}

/** One covariate's differences, unweighted or weighted. NaN where a covariate has no variance. */
interface BalanceRow {
  readonly meanTreated: number;
  readonly meanControl: number;
  readonly smd: number;
  /** Variance of the treated ÷ of the controls; NaN for covariates of two values, whose mean says it all. */
  readonly varianceRatio: number;
  /** Mean and largest absolute difference of the distribution functions, over the values that occur. */
  readonly ecdfMean: number;
  readonly ecdfMax: number;
}

export interface CovariateBalance {
  readonly names: readonly string[];
  readonly standardiser: Standardiser;
  readonly before: readonly BalanceRow[];
  /** Null without weights. */
  readonly after: readonly BalanceRow[] | null;
}

/** Balance of the covariates of x between the arms (Stuart 2010, section 4.1; eCDF as in Ho, Imai, King and Stuart 2011). */
export function covariateBalance(
  units: Pick<Units, "x" | "names" | "treated">,
  options: BalanceOptions = {},
): CovariateBalance {
  const { weights = null, standardiser = "pooled" } = options;
  const { x, names, treated } = units;
  const before: BalanceRow[] = [];
  const after: BalanceRow[] = [];
  const ones = new Float64Array(x.rows).fill(1);
  for (let j = 0; j < x.cols; j++) {
    const values = x.data.subarray(j * x.rows, (j + 1) * x.rows);
    const plain = moments(values, treated, ones);
    const ecdf = ecdfDifference(values, treated, weights === null ? [ones] : [ones, weights]);
    const sd = deviation(plain, standardiser, ecdf[0]!.values === 2);
    before.push(rowOf(plain, sd, ecdf[0]!));
    if (weights !== null) after.push(rowOf(moments(values, treated, weights), sd, ecdf[1]!));
  }
  return { names, standardiser, before, after: weights === null ? null : after };
}

interface Moments {
  readonly means: readonly [control: number, treated: number];
  readonly variances: readonly [control: number, treated: number];
  readonly counts: readonly number[];
}

/** Weighted means, and variances with the correction (Σw)² / ((Σw)² − Σw²) that is n / (n − 1) for equal weights. */
function moments(values: Float64Array, treated: Uint8Array, weights: Float64Array): Moments {
  const sums = [0, 0];
  const squares = [0, 0];
  const totals = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const arm = treated[i]!;
    sums[arm]! += weights[i]!;
    squares[arm]! += weights[i]! ** 2;
    totals[arm]! += weights[i]! * values[i]!;
  }
  const means = [totals[0]! / sums[0]!, totals[1]! / sums[1]!] as const;
  const spreads = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const arm = treated[i]!;
    spreads[arm]! += weights[i]! * (values[i]! - means[arm]!) ** 2;
  }
  const variance = (arm: 0 | 1): number => (spreads[arm]! * sums[arm]!) / (sums[arm]! ** 2 - squares[arm]!);
  return { means, variances: [variance(0), variance(1)], counts: sums };
}

/** Of two values the variance is the share times its rest, without a correction (as MatchIt has it). */
function deviation({ counts, variances }: Moments, standardiser: Standardiser, isBinary: boolean): number {
  const [control, treated] = variances.map((v, arm) => (isBinary ? (v * (counts[arm]! - 1)) / counts[arm]! : v));
  if (standardiser === "treated") return Math.sqrt(treated!);
  return Math.sqrt(standardiser === "control" ? control! : (treated! + control!) / 2);
}

function rowOf(
  { means, variances }: Moments,
  sd: number,
  ecdf: { readonly mean: number; readonly max: number; readonly values: number },
): BalanceRow {
  const [meanControl, meanTreated] = means;
  // A covariate that trimming has made constant differs by rounding errors alone.
  const isSame = Math.abs(meanTreated - meanControl) <= 1e-12 * Math.abs(meanTreated);
  return {
    meanTreated,
    meanControl,
    smd: isSame ? 0 : sd > 0 ? (meanTreated - meanControl) / sd : NaN,
    varianceRatio: ecdf.values > 2 && variances[0] > 0 ? variances[1] / variances[0] : NaN,
    ecdfMean: ecdf.mean,
    ecdfMax: ecdf.max,
  };
}

/** The balance as a table for figures; the columns of the adjusted sample end in `_after`. */
export function balanceTable({ names, before, after }: CovariateBalance): Table {
  const column = (rows: readonly BalanceRow[], key: keyof BalanceRow): Float64Array =>
    Float64Array.from(rows, (row) => row[key]);
  const columns = (rows: readonly BalanceRow[], suffix: string): Table => ({
    [`mean_treated${suffix}`]: column(rows, "meanTreated"),
    [`mean_control${suffix}`]: column(rows, "meanControl"),
    [`standardised_difference${suffix}`]: column(rows, "smd"),
    [`variance_ratio${suffix}`]: column(rows, "varianceRatio"),
    [`ecdf_mean${suffix}`]: column(rows, "ecdfMean"),
    [`ecdf_max${suffix}`]: column(rows, "ecdfMax"),
  });
  return { covariate: names, ...columns(before, ""), ...(after === null ? {} : columns(after, "_after")) };
}

/** The largest absolute standardised difference and whose it is; of the adjusted sample where there is one. */
function largestDifference({ names, before, after }: CovariateBalance): { name: string; smd: number } | null {
  let found: { name: string; smd: number } | null = null;
  (after ?? before).forEach(({ smd }, j) => {
    // NaN: the arms differ in a covariate that has no spread in the arm that standardises.
    const size = Number.isNaN(smd) ? Infinity : Math.abs(smd);
    if (found === null || size > found.smd) found = { name: names[j] ?? "", smd: size };
  });
  return found;
}

/** Differences above which the arms differ, and differ much: of plain means (Stuart 2010), and where a regression takes over what is left
 * (Imbens and Wooldridge 2009, section 5.1; Rubin 2001). */
const limits = { none: [0.1, 0.25], regression: [0.25, 0.5] } as const;

export interface BalanceCheckOptions {
  /** What made the arms alike, such as "weighting". */
  readonly after: string;
  /** What is done about differences that are left. */
  readonly adjustment: "none" | "regression";
  /** What the model can do about them. */
  readonly remedy: string;
}

/** Whether a covariate's standardised difference is left that matters. */
export function balanceCheck(balance: CovariateBalance, { after, adjustment, remedy }: BalanceCheckOptions): Check {
  const largest = largestDifference(balance);
  const sd = balance.standardiser === "pooled" ? "pooled" : `${balance.standardiser} units'`;
  if (largest === null) {
    return { name: "balance", status: "pass", message: "there are no covariates to compare the arms by", value: null };
  }
  const { name, smd } = largest;
  const [small, large] = limits[adjustment];
  const status = smd < small ? "pass" : smd <= large ? "warn" : "fail";
  const size = smd === Infinity ? "without bound" : smd.toFixed(3);
  const left = adjustment === "none" ? "" : ", before the regression that takes over what is left";
  return {
    name: "balance",
    status,
    message: `the largest standardised difference after ${after} is ${size} (${name}), in ${sd} standard deviations${left}${
      status === "pass" ? "" : `; the arms still differ in ${name}: ${remedy}`
    }`,
    value: smd === Infinity ? null : smd,
  };
}
