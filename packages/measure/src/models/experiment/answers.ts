import { ImpactError, type Check } from "@ie/contracts";
import type { Proportion } from "@ie/stats";
import type { Answer, Method } from "./answer.ts";
import type { Capabilities } from "./capabilities.ts";
import type { ArmMoments } from "./checks/arm-moments.ts";
import type { Contrast } from "./contrast.ts";
import type { ExperimentOptions } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import { inferBy, singleLook } from "./procedure.ts";
import { relativeOf } from "./relative.ts";
import type { Resampled, ResamplingRows } from "./resampling/resample.ts";
import type { Rows } from "./rows.ts";
import { who } from "./who.ts";

/** What inference about the contrasts of one outcome needs. */
export interface Grounds {
  readonly contrasts: readonly Contrast[];
  /** Weights of each contrast on the coefficients. */
  readonly weights: readonly Float64Array[];
  readonly rows: Rows;
  readonly outcome: Outcome;
  readonly moments: readonly ArmMoments[];
  /** Independent units: clusters, or rows without them. */
  readonly units: number;
  readonly resampling: ResamplingRows;
  /** Columns of covariates in use, among those of the regression. */
  readonly adjust: readonly number[];
  /** Place of the outcome, which names its random streams. */
  readonly index: number;
}

/** Clusters below which t intervals of CR2 are too narrow when cluster sizes differ (Cameron, Gelbach and Miller 2008). */
const fewClusters = 40;

function methodOf(options: ExperimentOptions, { rows, outcome, adjust }: Grounds): Method {
  if (options.looks !== null) return options.looks.plan;
  if (options.inference !== "auto") return options.inference;
  const clusters = rows.clusterCounts?.total ?? Infinity;
  if (options.covType === "auto" && rows.clusters.length === 1 && clusters < fewClusters) return "wild_bootstrap";
  const isPlain = adjust.length === 0 && options.covType === "auto" && rows.clusters.length === 0;
  return outcome.metric === "proportion" && isPlain ? "score" : "t";
}

function noBound(method: Method, contrast: Contrast, rows: Rows): ImpactError {
  const { column, levels } = rows.arms;
  const clusters = rows.clusterCounts === null ? "" : ` with ${rows.clusterCounts.total} clusters`;
  return new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${method}${clusters} cannot bound the effect of ${column} ${levels[contrast.arm]} against ${levels[contrast.versus]} at this level`,
    hint: "assign more units, choose a lower level, or set inference: t",
    facts: { method },
  });
}

function fallbackCheck(clusters: number, resampled: boolean): Check {
  return {
    name: "inference",
    status: "warn",
    message: resampled
      ? `the wild bootstrap of ${clusters} clusters bounds no effect, so interval and p-value are of CR2 and Student's t; assign more clusters`
      : `${clusters} clusters are few for intervals of CR2 and Student's t; pass resampling to createExperiment for the wild bootstrap`,
    value: clusters,
  };
}

function resample(method: Method, grounds: Grounds, c: number, { resampling: tests }: Capabilities): Resampled | null {
  const { resampling, contrasts, weights, adjust, index } = grounds;
  const stream = `${index} ${c}`;
  if (tests === undefined) return null;
  if (method === "wild_bootstrap") return tests.wildBootstrap(resampling, contrasts[c]!, weights[c]!, stream);
  return method === "randomisation" ? tests.randomisation(resampling, contrasts[c]!, adjust, stream) : null;
}

/** Interval, p-value and relative effect of each contrast, by the method that options and data ask for. */
export function answersOf(
  grounds: Grounds,
  options: ExperimentOptions,
  capabilities: Capabilities,
): { readonly answers: readonly Answer[]; readonly check: Check | null } {
  const { contrasts, rows, outcome, moments, units } = grounds;
  const { level, looks, inference } = options;
  const method = methodOf(options, grounds);
  const { proportions, sequential, resampling } = capabilities;
  const procedure = looks === null ? undefined : sequential?.procedure(looks, level, units);
  const symmetric = procedure ?? singleLook(level);
  const hasRelative = outcome.expression.kind === "column";
  const proportion = (arm: number): Proportion => ({
    events: moments[arm]!.n * moments[arm]!.mean,
    n: moments[arm]!.n,
  });
  let fellBack = false;
  const answers = contrasts.map((contrast, c): Answer => {
    if (method === "score" && proportions !== undefined) {
      return proportions.answer(contrast, proportion(contrast.arm), proportion(contrast.versus), level);
    }
    const resampled = resample(method, grounds, c, capabilities);
    const isUnbounded = resampled === null && (method === "wild_bootstrap" || method === "randomisation");
    if (isUnbounded && method === inference) throw noBound(method, contrast, rows);
    fellBack ||= isUnbounded;
    const inferred = resampled?.inferred ?? inferBy(symmetric, contrast);
    const own = { ...contrast, value: resampled?.estimate ?? contrast.value };
    return {
      ...own,
      ...inferred,
      relative: hasRelative ? relativeOf(own, inferred.critical, level) : null,
      method: isUnbounded ? "t" : method,
      resampled,
    };
  });
  return { answers, check: fellBack ? fallbackCheck(units, resampling !== undefined) : null };
}
