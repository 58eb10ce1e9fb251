import type { ExperimentOptions } from "./options.ts";

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

function looksFaults({ looks, inference }: ExperimentOptions): readonly (Fault | null)[] {
  if (looks === null) return [];
  const when = (path: readonly string[], wrong: boolean, message: string): Fault | null =>
    wrong ? { path, message } : null;
  const resampled = inference === "wild_bootstrap" || inference === "randomisation";
  const common = when(
    ["inference"],
    resampled,
    `${inference} is for a single look; take looks out, or set inference: t`,
  );
  if (looks.plan === "always_valid") return [common];
  const { total, look, fractions } = looks;
  const numbered = total !== null && look !== null;
  return [
    common,
    when(
      ["looks"],
      (fractions !== null) === numbered || (fractions !== null && (total ?? look) !== null),
      "needs either total and look, such as total: 5 and look: 2, or fractions, such as [0.3, 0.55]",
    ),
    when(["looks", "look"], numbered && look > total, `look ${look} is beyond the ${total} planned`),
    when(
      ["looks", "fractions"],
      fractions !== null && fractions.some((share, i) => share - (fractions[i - 1] ?? 0) < 1e-6),
      "must ascend, each the share of the planned units at a look",
    ),
  ];
}

function summaryFaults(options: ExperimentOptions): readonly (Fault | null)[] {
  const { summary, metric } = options;
  if (summary === null) {
    return [
      options.formula === null ? { path: ["formula"], message: 'is missing; write it like "y ~ treatment"' } : null,
    ];
  }
  const rowsOnly = (key: string, used: boolean): Fault | null =>
    used ? { path: [key], message: "needs rows of units; a summary has only their sums" } : null;
  const needs = (key: string, missing: boolean, why: string): Fault | null =>
    missing ? { path: ["summary", key], message: `is missing; ${why} needs it` } : null;
  const pre = [summary.preSum, summary.preSumSquares, summary.cross];
  const denominator = [summary.denominatorSum, summary.denominatorSumSquares, summary.denominatorCross];
  return [
    rowsOnly("formula", options.formula !== null),
    rowsOnly("treatment", options.treatment !== null),
    rowsOnly("covariates", options.covariates.length > 0),
    rowsOnly("outcomes", options.outcomes.length > 0),
    rowsOnly("denominator", options.denominator !== null),
    rowsOnly("winsorise", options.winsorise !== null),
    rowsOnly("cluster", options.cluster.length > 0),
    rowsOnly("strata", options.strata.length > 0),
    rowsOnly("cov_type", options.covType !== "auto"),
    rowsOnly("inference", options.inference !== "auto" && options.inference !== "t"),
    rowsOnly("adjustment", options.adjustment === "lin"),
    needs("sum_squares", summary.sumSquares === null && metric !== "proportion", `metric: ${metric}`),
    needs("pre_sum", options.adjustment === "cuped" && pre.every((name) => name === null), "adjustment: cuped"),
    needs(
      "pre_sum",
      pre.some((name) => name === null) !== pre.every((name) => name === null),
      "each of pre_sum, pre_sum_squares and cross",
    ),
    needs(
      "denominator_sum",
      denominator.some((name) => name === null) && metric === "ratio",
      "metric: ratio, with denominator_sum_squares and denominator_cross, each of which",
    ),
    pre.every((name) => name !== null) && metric !== "mean"
      ? { path: ["summary", "pre_sum"], message: `goes with metric: mean; the metric is ${metric}` }
      : null,
  ];
}

/** Faults of options that each are right but do not go together. */
export function crossFaults(options: ExperimentOptions): readonly Fault[] {
  const { cluster, covType, inference, metric, summary, adjustment, looks } = options;
  const clustered = cluster.length > 0;
  const metrics = [metric, ...options.outcomes.map((outcome) => outcome.metric ?? metric)];
  const when = (key: string, wrong: boolean, message: string): Fault | null =>
    wrong ? { path: [key], message } : null;
  const faults = [
    when("cluster", cluster.length > 2, "at most two columns"),
    when("cluster", cluster.length === 2 && cluster[0] === cluster[1], "names one column twice"),
    when("cov_type", covType.startsWith("CR") && !clustered, `${covType} needs cluster: <column>`),
    when(
      "cov_type",
      clustered && covType !== "auto" && !covType.startsWith("CR"),
      `${covType} takes rows as independent, but cluster is given; choose auto, CR0, CR1 or CR2`,
    ),
    when(
      "inference",
      inference === "wild_bootstrap" && cluster.length !== 1,
      "wild_bootstrap needs one column in cluster",
    ),
    when("inference", inference === "randomisation" && cluster.length > 1, "randomisation takes one column in cluster"),
    when(
      "inference",
      inference === "randomisation" && metrics.includes("ratio"),
      "randomisation needs metric: mean or proportion; metric: ratio has inference t or wild_bootstrap",
    ),
    when(
      "inference",
      inference === "randomisation" && adjustment === "lin",
      "randomisation adjusts by cuped or none; lin has inference t",
    ),
    when("strata", options.strata.length > 0 && inference !== "randomisation", "needs inference: randomisation"),
    when(
      "denominator",
      metric === "ratio" && summary === null && options.denominator === null,
      "metric: ratio needs it",
    ),
    when(
      "denominator",
      metric !== "ratio" && options.denominator !== null,
      `needs metric: ratio; the metric is ${metric}`,
    ),
    ...options.outcomes.map((outcome, i) =>
      outcome.metric === "ratio" && (outcome.denominator ?? options.denominator) === null
        ? { path: ["outcomes", String(i)], message: `metric: ratio needs a denominator for "${outcome.column}"` }
        : null,
    ),
    when("winsorise", metric === "proportion" && options.winsorise !== null, "has no meaning for a proportion"),
    when(
      "interim",
      options.interim && looks?.plan === "group_sequential" && looks.total !== null && looks.look === looks.total,
      "the last planned look is not an interim one; take interim out",
    ),
    ...looksFaults(options),
    ...summaryFaults(options),
  ];
  return faults.filter((each) => each !== null);
}
