import { ImpactError, type Context } from "@ie/contracts";
import {
  createMatrix,
  leastSquares,
  randomisationTest,
  robustInference,
  type LeastSquares,
  type Matrix,
} from "@ie/stats";
import { canonicalOrder } from "../../experiment/resampling/canonical-order.ts";
import type { CovType, DifferenceInDifferencesOptions } from "../options.ts";
import { refuseCollinear } from "../study/covariate-columns.ts";
import { who } from "../who.ts";
import { clustersCheck, countClusters, fewestClusters, type ArmClusters, type Changes } from "./arms.ts";
import { clusterMeans } from "./cluster-means.ts";
import { byT, type Inferred } from "./inferred.ts";

export type InferenceOptions = Pick<DifferenceInDifferencesOptions, "inference" | "covType" | "level" | "draws">;

/** Ones, treatment, covariates. */
export function changesDesign({ y, treated, covariates }: Changes): Matrix {
  const n = y.length;
  const x = createMatrix(n, 2 + covariates.length);
  x.data.fill(1, 0, n);
  x.data.set(treated, n);
  covariates.forEach((values, j) => x.data.set(values, (2 + j) * n));
  return x;
}

function fitted(changes: Changes): { x: Matrix; fit: LeastSquares } {
  const x = changesDesign(changes);
  const fit = leastSquares(x, changes.y);
  if (fit.aliased.length > 0) refuseCollinear(fit.aliased.map((j) => changes.names[j - 2] ?? "treatment"));
  return { x, fit };
}

function contrastOf(x: Matrix): Matrix {
  const contrast = createMatrix(x.cols, 1);
  contrast.data[1] = 1;
  return contrast;
}

/** Student's t of a pooled variance over clusters that weigh the same (Donald and Lang 2007). */
function pooled(changes: Changes, arms: ArmClusters, level: number, column: string): Inferred {
  const means = clusterMeans(changes);
  const { x, fit } = fitted(means);
  if (fit.dfResidual < 1) {
    throw new ImpactError({
      code: "fit/too-few-clusters",
      who,
      what: `${arms.treated} treated and ${arms.control} untreated clusters by "${column}" leave nothing to tell the effect from chance`,
      hint: "give more clusters or fewer covariates; with one treated cluster and many periods take synthetic_control",
      facts: { treated: arms.treated, control: arms.control },
    });
  }
  const found = robustInference(fit, x, contrastOf(x), "classical");
  return byT(
    found.values[0]!,
    Math.sqrt(found.covariance.data[0]!),
    found.df[0]!,
    level,
    {
      inference: "pooled_t",
      cov_type: "classical",
      weighting: "clusters",
    },
    [clustersCheck(column, arms, "pooled")],
  );
}

function permuted(
  changes: Changes,
  arms: ArmClusters,
  options: InferenceOptions,
  column: string,
  context: Context,
): Inferred {
  if (!arms.isWhole) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `a cluster by "${column}" has treated and untreated units, so that it was not assigned as a whole`,
      hint: "permutation draws whole clusters; leave cluster out, or set inference: t",
    });
  }
  const means = clusterMeans(changes);
  // Draws go by residuals, so that neither names nor an added effect change them.
  const { fit } = fitted(means);
  const order = canonicalOrder(
    [fit.residuals, ...means.covariates, Float64Array.from(means.treated)],
    means.y.length,
    null,
  );
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(order, (i) => values[i]!);
  const adjust = createMatrix(order.length, means.covariates.length);
  means.covariates.forEach((values, j) => adjust.data.set(pick(values), j * order.length));
  const test = randomisationTest(pick(means.y), Uint8Array.from(pick(means.treated)), {
    rng: context.rng.stream("permutation"),
    draws: options.draws,
    level: options.level,
    signal: context.signal,
    ...(adjust.cols === 0 ? {} : { adjust }),
  });
  if (test.interval === null) {
    const highest = Math.floor((1 - test.resolution) * 1000) / 1000;
    throw new ImpactError({
      code: "fit/too-few-clusters",
      who,
      what: `${arms.treated} treated and ${arms.control} untreated clusters allow no permutation interval at level ${options.level}`,
      hint: `the highest level is about ${highest}; lower level, or set inference: t`,
      facts: { resolution: test.resolution },
    });
  }
  const error = Math.sqrt((test.pValue * (1 - test.pValue)) / test.draws);
  return {
    value: test.estimate,
    stderr: null,
    df: null,
    interval: { ...test.interval, level: options.level },
    pValue: test.pValue,
    diagnostics: {
      inference: "permutation",
      statistic: test.statistic,
      weighting: "clusters",
      draws: test.draws,
      enumerated: test.enumerated,
      p_resolution: test.resolution,
      p_monte_carlo_error: test.enumerated ? 0 : error,
    },
    checks: [clustersCheck(column, arms, "permuted")],
  };
}

/** Why `kind` gives no variance here, in words; null where it is asked for too few clusters. */
function refuseKind(kind: CovType, reason: string, arms: ArmClusters, column: string): never {
  throw new ImpactError({
    code: "fit/too-few-clusters",
    who,
    what: `cov_type ${kind} has no honest standard error with ${arms.treated} treated and ${arms.control} untreated clusters by "${column}" (${reason})`,
    hint: "set cov_type: auto, or inference: permutation",
    facts: { treated: arms.treated, control: arms.control, reason },
  });
}

/**
 * Inference on the mean change of treated units less that of the others, adjusted for covariates. With at least three whole clusters in each
 * arm, or clusters of both arms: CR2 with Satterthwaite's degrees of freedom, which for clusters of one is HC2 with those of Bell and
 * McCaffrey. With fewer: Student's t of a pooled variance over cluster means. `column`: what clusters are called.
 */
export function inferChanges(changes: Changes, options: InferenceOptions, column: string, context: Context): Inferred {
  const arms = countClusters(changes);
  if (options.inference === "permutation") return permuted(changes, arms, options, column, context);
  const { covType, level } = options;
  const least = Math.min(arms.treated, arms.control);
  if (covType === "auto" && arms.isWhole && least < fewestClusters) return pooled(changes, arms, level, column);
  const isOwn = arms.total === changes.y.length;
  const wanted = covType === "auto" ? "CR2" : covType;
  if (wanted.startsWith("CR") && arms.isWhole && least < 2) refuseKind(wanted, "one cluster in an arm", arms, column);
  // With every unit its own cluster they are the same, and HC2 is faster.
  const kind = wanted === "CR2" && isOwn ? "HC2" : wanted;
  const { x, fit } = fitted(changes);
  const found = robustInference(fit, x, contrastOf(x), kind, kind.startsWith("CR") ? [changes.clusters] : []);
  const reason = found.reasons[0];
  if (reason) {
    if (covType === "auto" && arms.isWhole) return pooled(changes, arms, level, column);
    refuseKind(wanted, reason, arms, column);
  }
  return byT(
    found.values[0]!,
    Math.sqrt(found.covariance.data[0]!),
    found.df[0]!,
    level,
    { inference: "t", cov_type: wanted, weighting: "units" },
    [clustersCheck(column, arms, kind === "classical" ? "pooled" : "own", true)],
  );
}
