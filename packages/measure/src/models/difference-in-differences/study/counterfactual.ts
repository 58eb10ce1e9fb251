import type { Context, Counterfactual } from "@ie/contracts";
import { leastSquares, studentT } from "@ie/stats";
import { countClusters, fewestClusters, type Changes } from "../inference/arms.ts";
import { clusterMeans } from "../inference/cluster-means.ts";
import { changesDesign } from "../inference/infer-changes.ts";
import type { Inferred } from "../inference/inferred.ts";
import { simultaneousCritical } from "../inference/simultaneous.ts";
import { covarianceOf } from "../event-study.ts";
import type { Collapsed } from "./collapse.ts";
import { outcomeAt, type Study } from "./study.ts";

/** A difference of one period with the error that each cluster brings to it. */
interface Gap {
  readonly value: number;
  readonly errors: Float64Array;
  readonly observed: number;
}

/** The difference of `changes` and the errors of clusters, HC2-like where each member is a cluster. */
function gapOf(changes: Changes): Omit<Gap, "observed"> | null {
  const arms = countClusters(changes);
  if (arms.treated === 0 || arms.control === 0) return null;
  const x = changesDesign(changes);
  const fit = leastSquares(x, changes.y);
  if (fit.aliased.length > 0) return null;
  const rest = { rows: x.rows, cols: x.cols - 1, data: new Float64Array(x.rows * (x.cols - 1)) };
  rest.data.set(x.data.subarray(0, x.rows));
  rest.data.set(x.data.subarray(2 * x.rows), x.rows);
  const net = leastSquares(rest, Float64Array.from(changes.treated));
  const errors = new Float64Array(changes.clusterCount);
  const isPooled = arms.isWhole && Math.min(arms.treated, arms.control) < fewestClusters;
  const isOwn = arms.total === changes.y.length;
  const factor = isPooled ? 1 / Math.sqrt(net.rss * fit.dfResidual) : 1 / net.rss;
  for (let i = 0; i < changes.y.length; i++) {
    const weight = isPooled ? 1 : net.residuals[i]! / (isOwn ? Math.sqrt(1 - fit.leverage[i]!) : 1);
    errors[changes.clusters[i]!]! += factor * weight * fit.residuals[i]!;
  }
  return { value: fit.coefficients[1]!, errors };
}

function periodChanges(
  study: Study,
  { changes, members, before, periodEffects }: Collapsed,
  t: number,
  byCluster: boolean,
): { changes: Changes; observed: number } | null {
  const seen: number[] = [];
  for (let k = 0; k < members.length; k++) if (!Number.isNaN(outcomeAt(study, members[k]!, t))) seen.push(k);
  if (seen.length === 0 || (periodEffects !== null && Number.isNaN(periodEffects[t]))) return null;
  const own: Changes = {
    y: Float64Array.from(seen, (k) => outcomeAt(study, members[k]!, t) - (periodEffects?.[t] ?? 0) - before[k]!),
    treated: Uint8Array.from(seen, (k) => changes.treated[k]!),
    covariates: changes.covariates.map((values) => Float64Array.from(seen, (k) => values[k]!)),
    names: changes.names,
    clusters: Int32Array.from(seen, (k) => changes.clusters[k]!),
    clusterCount: changes.clusterCount,
  };
  const levels = byCluster
    ? clusterMeans({ ...own, covariates: [Float64Array.from(seen, (k) => outcomeAt(study, members[k]!, t))] })
    : { ...own, covariates: [Float64Array.from(seen, (k) => outcomeAt(study, members[k]!, t))] };
  let [sum, count] = [0, 0];
  for (let i = 0; i < levels.y.length; i++) {
    if (levels.treated[i] !== 1) continue;
    sum += levels.covariates[0]![i]!;
    count += 1;
  }
  if (!byCluster) return { changes: own, observed: sum / count };
  // Codes of clusters stay those of the study, so that errors of all periods add up.
  const means = clusterMeans(own);
  const codes = [...new Set(own.clusters)].sort((a, b) => a - b);
  return {
    changes: { ...means, clusters: Int32Array.from(codes), clusterCount: own.clusterCount },
    observed: sum / count,
  };
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/**
 * The mean path of the treated and what it would have been: their mean before the intervention, moved as the others moved. Bands are multiples
 * of the periods' standard errors in the proportion that the interval of the estimate has to its own, so that both tell the same.
 */
export function counterfactual(
  study: Study,
  collapsed: Collapsed,
  start: number,
  { interval, df, diagnostics }: Inferred,
  draws: number,
  context: Context,
): Counterfactual | null {
  const { periods } = study.panel;
  const T = periods.length;
  const byCluster = diagnostics["weighting"] === "clusters";
  const gaps = Array.from({ length: T }, (_, t): Gap | null => {
    const found = periodChanges(study, collapsed, t, byCluster);
    const gap = found === null ? null : gapOf(found.changes);
    return gap === null ? null : { ...gap, observed: found!.observed };
  });
  const post = gaps.slice(start);
  const known = post.filter((gap) => gap !== null);
  if (known.length === 0) return null;
  const sum = new Float64Array(study.clusterCount);
  for (const { errors } of known) for (let c = 0; c < sum.length; c++) sum[c]! += errors[c]! / known.length;
  const multiple = (interval.upper - interval.lower) / 2 / norm(sum);
  if (!Number.isFinite(multiple)) return null;
  const unknown = (): Float64Array => new Float64Array(T).fill(NaN);
  const [observed, expected, lower, upper] = [unknown(), unknown(), unknown(), unknown()];
  const [least, most, cumulative, cumulativeLower, cumulativeUpper] = [
    unknown(),
    unknown(),
    unknown(),
    unknown(),
    unknown(),
  ];
  for (const [t, gap] of gaps.entries()) {
    if (gap === null) continue;
    observed[t] = gap.observed;
    const without = gap.observed - gap.value;
    expected[t] = without;
    lower[t] = without - multiple * norm(gap.errors);
    upper[t] = without + multiple * norm(gap.errors);
  }
  const covariance = covarianceOf(known.map(({ errors }) => errors));
  const degrees = new Float64Array(known.length).fill(df ?? Math.max(1, study.clusterCount - 2));
  const joint = simultaneousCritical(covariance, degrees, interval.level, draws, context);
  // Both critical values have the same tails, so that their ratio widens the pointwise band.
  const single = studentT.upperTailQuantile((1 - interval.level) / 2, degrees[0]!);
  let [k, total] = [0, 0];
  const errors = new Float64Array(study.clusterCount);
  for (let t = start; t < T; t++) {
    const gap = gaps[t];
    if (gap === null || gap === undefined) {
      total = NaN;
      continue;
    }
    const half = ((multiple * joint[k]!) / single) * norm(gap.errors);
    k += 1;
    least[t] = expected[t]! - half;
    most[t] = expected[t]! + half;
    total += gap.value;
    for (let c = 0; c < errors.length; c++) errors[c]! += gap.errors[c]!;
    cumulative[t] = total;
    cumulativeLower[t] = total - multiple * norm(errors);
    cumulativeUpper[t] = total + multiple * norm(errors);
  }
  return {
    dates: periods,
    interventionDate: periods[start]!,
    level: interval.level,
    observed,
    expected,
    lower,
    upper,
    simultaneous: { lower: least, upper: most },
    cumulative,
    cumulativeLower,
    cumulativeUpper,
  };
}
