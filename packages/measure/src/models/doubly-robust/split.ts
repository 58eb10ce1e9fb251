import { aipw, aipwDf, influenceVariance, type Aipw, type Nuisance } from "@ie/stats";
import type { Units } from "../../units/index.ts";
import type { Clusters } from "./folds.ts";
import type { DoublyRobustOptions } from "./options.ts";

/** The answer of one split into folds. */
export interface Split {
  readonly nuisance: Nuisance;
  readonly answer: Aipw;
  readonly variance: number;
  /** Of the control mean, and its covariance with the effect. */
  readonly controlVariance: number;
  readonly covariance: number;
  /** Of Student's t for the effect. */
  readonly df: number;
}

/** The estimate of one split with the variance of its influence function. */
export function splitOf(
  units: Units,
  nuisance: Nuisance,
  options: DoublyRobustOptions,
  clusters: Clusters | null,
): Split {
  const answer = aipw(units.y, units.treated, nuisance, options.estimand);
  const effect = answer.treatedInfluence.map((each, i) => each - answer.controlInfluence[i]!);
  const own = influenceVariance(effect, effect, clusters);
  return {
    nuisance,
    answer,
    variance: own.variance,
    controlVariance: influenceVariance(answer.controlInfluence, answer.controlInfluence, clusters).variance,
    covariance: influenceVariance(effect, answer.controlInfluence, clusters).variance,
    df: clusters === null ? aipwDf(answer, units.treated) : own.df,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Several splits as one answer. */
export interface Combined {
  readonly value: number;
  readonly variance: number;
  readonly controlMean: number;
  readonly controlVariance: number;
  readonly covariance: number;
  readonly df: number;
  /** Standard deviation of the estimates between splits; 0 of one. */
  readonly spread: number;
  /** The split whose estimate is nearest to the median, for diagnostics and tables. */
  readonly typical: Split;
}

/** The median rule of Chernozhukov et al. (2018, definition 3.3): what splits differ by counts as error. */
export function combine(splits: readonly Split[]): Combined {
  const values = splits.map(({ answer }) => answer.value);
  const value = median(values);
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const typical = splits.reduce((best, each) =>
    Math.abs(each.answer.value - value) < Math.abs(best.answer.value - value) ? each : best,
  );
  return {
    value,
    variance: median(splits.map((each) => each.variance + (each.answer.value - value) ** 2)),
    controlMean: median(splits.map(({ answer }) => answer.controlMean)),
    controlVariance: median(splits.map(({ controlVariance }) => controlVariance)),
    covariance: median(splits.map(({ covariance }) => covariance)),
    df: median(splits.map(({ df }) => df)),
    spread:
      values.length < 2
        ? 0
        : Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1)),
    typical,
  };
}
