import { ImpactError, type Check, type Context, type Fit, type Table } from "@ie/contracts";
import { createMatrix, leastSquares, robustInference, type LeastSquares, type Matrix } from "@ie/stats";
import { relativeOf } from "../../experiment/relative.ts";
import { tInference } from "../../../inference.ts";
import { clustersCheck, countClusters, fewestClusters, type ArmClusters, type Changes } from "../inference/arms.ts";
import { inferChanges } from "../inference/infer-changes.ts";
import { byT, type Inferred } from "../inference/inferred.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { refuseCollinear } from "../study/covariate-columns.ts";
import type { CrossSections } from "../study/cross-sections.ts";
import { badControlsCheck } from "../checks/bad-controls.ts";
import type { MovedCovariates } from "../checks/moved-covariates.ts";
import { rowsPreTrendCheck } from "../checks/rows-pre-trend.ts";
import { who } from "../who.ts";
import type { Answer } from "./answer.ts";

/** Place of treated × post. */
const effectColumn = 3;

/** Ones, treated, post, treated × post, covariates. */
function designOf({ treated, post, covariates, y }: CrossSections): Matrix {
  const n = y.length;
  const x = createMatrix(n, 4 + covariates.length);
  x.data.fill(1, 0, n);
  for (let i = 0; i < n; i++) {
    x.data[n + i] = treated[i]!;
    x.data[2 * n + i] = post[i]!;
    x.data[3 * n + i] = treated[i]! * post[i]!;
  }
  covariates.forEach((values, j) => x.data.set(values, (4 + j) * n));
  return x;
}

/** Effect, and the mean that the treated would have had after. */
function contrastsOf(x: Matrix, { treated, post }: CrossSections): Matrix {
  const contrasts = createMatrix(x.cols, 2);
  contrasts.data[effectColumn] = 1;
  const n = x.rows;
  let count = 0;
  for (let i = 0; i < n; i++) count += treated[i]! * post[i]!;
  for (let j = 0; j < x.cols; j++) {
    if (j === effectColumn) continue;
    let sum = 0;
    for (let i = 0; i < n; i++) if (treated[i] === 1 && post[i] === 1) sum += x.data[j * n + i]!;
    contrasts.data[x.cols + j] = sum / count;
  }
  return contrasts;
}

function armsOf({ y, treated, clusters, clusterCount }: CrossSections): ArmClusters | null {
  return clusters === null ? null : countClusters({ y, treated, covariates: [], names: [], clusters, clusterCount });
}

/** Change of each cluster seen on both sides, net of the covariates of the regression. */
function clusterChanges(rows: CrossSections, fit: LeastSquares, clusters: Int32Array): Changes {
  const { y, treated, post, covariates, clusterCount } = rows;
  const sums = [new Float64Array(clusterCount), new Float64Array(clusterCount)];
  const counts = [new Float64Array(clusterCount), new Float64Array(clusterCount)];
  const arm = new Uint8Array(clusterCount);
  for (let i = 0; i < y.length; i++) {
    let net = y[i]!;
    for (let j = 0; j < covariates.length; j++) net -= fit.coefficients[4 + j]! * covariates[j]![i]!;
    const c = clusters[i]!;
    sums[post[i]!]![c]! += net;
    counts[post[i]!]![c]! += 1;
    arm[c] = treated[i]!;
  }
  const both = Int32Array.from(arm.keys()).filter((c) => counts[0]![c]! > 0 && counts[1]![c]! > 0);
  return {
    y: Float64Array.from(both, (c) => sums[1]![c]! / counts[1]![c]! - sums[0]![c]! / counts[0]![c]!),
    treated: Uint8Array.from(both, (c) => arm[c]!),
    covariates: [],
    names: [],
    clusters: Int32Array.from(both.keys()),
    clusterCount: both.length,
  };
}

function noClustersCheck(n: number): Check {
  return {
    name: "clusters",
    status: "warn",
    message: `${n} rows count as independent; if regions, shops or other groups were treated as a whole, or rows of one person repeat, name them under cluster`,
    value: null,
  };
}

function inferRows(
  rows: CrossSections,
  x: Matrix,
  fit: LeastSquares,
  options: DifferenceInDifferencesOptions,
  context: Context,
): Inferred {
  const arms = armsOf(rows);
  const { covType, level } = options;
  const isFew = arms !== null && arms.isWhole && Math.min(arms.treated, arms.control) < fewestClusters;
  if (options.inference === "permutation" && rows.clusters === null) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: "inference: permutation needs clusters",
      hint: "name under cluster what was treated as a whole",
    });
  }
  if (rows.clusters !== null && (options.inference === "permutation" || (isFew && covType === "auto"))) {
    const changes = clusterChanges(rows, fit, rows.clusters);
    if (!changes.treated.includes(1) || !changes.treated.includes(0)) {
      throw new ImpactError({
        code: "data/too-few-rows",
        who,
        what: `no ${changes.treated.includes(1) ? "untreated" : "treated"} cluster by "${rows.clusterColumn}" has rows before and after`,
        hint: "few clusters are compared by their own changes; give rows of both times",
      });
    }
    return inferChanges(changes, { ...options, covType: "auto" }, rows.clusterColumn, context);
  }
  const kind = covType === "auto" ? (rows.clusters === null ? "HC2" : "CR2") : covType;
  if (kind.startsWith("CR") && (arms === null || (arms.isWhole && Math.min(arms.treated, arms.control) < 2))) {
    throw new ImpactError({
      code: arms === null ? "config/invalid" : "fit/too-few-clusters",
      who,
      what:
        arms === null
          ? `cov_type ${kind} needs clusters`
          : `cov_type ${kind} has no honest standard error with one cluster in an arm`,
      hint: arms === null ? "name them under cluster" : "set cov_type: auto, or inference: permutation",
      facts: { clusters: arms },
    });
  }
  const contrasts = contrastsOf(x, rows);
  const found = robustInference(fit, x, contrasts, kind, kind.startsWith("CR") ? [rows.clusters!] : []);
  const reason = found.reasons[0];
  if (reason) {
    throw new ImpactError({
      code: "fit/too-few-clusters",
      who,
      what: `cov_type ${kind} gives no standard error (${reason})`,
      hint: "set inference: permutation, or give more clusters",
      facts: { reason },
    });
  }
  const [variance, covariance, , baselineVariance] = found.covariance.data;
  const inferred = byT(
    found.values[0]!,
    Math.sqrt(variance!),
    found.df[0]!,
    level,
    { inference: "t", cov_type: kind, weighting: "rows" },
    [arms === null ? noClustersCheck(rows.y.length) : clustersCheck(rows.clusterColumn, arms, "own", true)],
  );
  const { value, interval } = inferred;
  const stderr = Math.sqrt(variance!);
  const baseline = { value: found.values[1]!, variance: baselineVariance!, covariance: covariance! };
  const critical = (interval.upper - interval.lower) / 2 / stderr;
  return {
    ...inferred,
    relative: relativeOf({ arm: 1, versus: 0, value, stderr, df: NaN, baseline }, critical, level),
  };
}

/** Covariates that seem to move with the treatment, each as the outcome of the same comparison. */
function movedCovariates(rows: CrossSections, options: DifferenceInDifferencesOptions): MovedCovariates {
  const plain = { ...rows, covariates: [], names: [] };
  const x = designOf(plain);
  const arms = armsOf(rows);
  if (arms !== null && arms.isWhole && Math.min(arms.treated, arms.control) < fewestClusters)
    return { moved: [], untested: rows.names };
  const contrast = createMatrix(4, 1);
  contrast.data[effectColumn] = 1;
  const isMoved = (j: number): boolean | null => {
    const fit = leastSquares(x, rows.covariates[j]!);
    const found = robustInference(
      fit,
      x,
      contrast,
      rows.clusters === null ? "HC2" : "CR2",
      rows.clusters === null ? [] : [rows.clusters],
    );
    if (found.reasons[0]) return null;
    const { pValue } = tInference(found.values[0]!, Math.sqrt(found.covariance.data[0]!), found.df[0]!, options.level);
    return pValue < 0.001;
  };
  const found = rows.names.map((name, j) => [name, isMoved(j)] as const);
  return {
    moved: found.flatMap(([name, moved]) => (moved === true ? [name] : [])),
    untested: found.flatMap(([name, moved]) => (moved === null ? [name] : [])),
  };
}

function meansTable({ y, treated, post }: CrossSections): Table {
  const cells = [0, 1].flatMap((arm) => [0, 1].map((side) => ({ arm, side, sum: 0, n: 0 })));
  for (let i = 0; i < y.length; i++) {
    const cell = cells[2 * treated[i]! + post[i]!]!;
    cell.sum += y[i]!;
    cell.n += 1;
  }
  return {
    group: cells.map(({ arm }) => (arm === 1 ? "treated" : "untreated")),
    time: cells.map(({ side }) => (side === 1 ? "after" : "before")),
    mean: Float64Array.from(cells, ({ sum, n }) => sum / n),
    rows: Float64Array.from(cells, ({ n }) => n),
  };
}

/** Repeated cross-sections: y on treated, post, their product and covariates (Card and Krueger 1994). */
export function twoByTwo(
  rows: CrossSections,
  options: DifferenceInDifferencesOptions,
  context: Context,
): Answer & { readonly terms: NonNullable<Fit["terms"]> } {
  const x = designOf(rows);
  const fit = leastSquares(x, rows.y);
  if (fit.aliased.length > 0) refuseCollinear(fit.aliased.map((j) => rows.names[j - 4] ?? "treatment"));
  const inferred = inferRows(rows, x, fit, options, context);
  const mean = rows.y.reduce((sum, value) => sum + value, 0) / rows.y.length;
  const total = rows.y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const arms = armsOf(rows);
  return {
    inferred,
    diagnostics: {
      r_squared: total > 0 ? 1 - fit.rss / total : null,
      treated_rows: rows.treated.reduce((sum, own) => sum + own, 0),
      untreated_rows: rows.treated.reduce((sum, own) => sum + 1 - own, 0),
      clusters: arms?.total ?? null,
      treated_clusters: arms?.treated ?? null,
    },
    checks: [
      rowsPreTrendCheck(rows),
      ...(rows.names.length === 0 ? [] : [badControlsCheck(movedCovariates(rows, options), true)]),
    ],
    effects: [],
    series: null,
    tables: { means: meansTable(rows) },
    terms: rows.names.map((name, j) => ({
      name,
      value: fit.coefficients[4 + j]!,
      stderr: null,
      interval: null,
      pValue: null,
    })),
  };
}
