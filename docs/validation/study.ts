import { isImpactError, unwrap, validate, type Model } from "@ie/contracts";
import { contextOf, models } from "@ie/measure";
import { createRng } from "@ie/stats";
import type { Design } from "./designs.ts";

/** What repeated draws of one design show. Rates are shares of the runs that gave an answer. */
export interface Finding {
  readonly design: Design;
  readonly runs: number;
  /** Runs without an answer. */
  readonly failures: number;
  readonly coverage: number;
  /** Of estimate ± 1.96 standard errors, the interval that one would make from the standard error alone. */
  readonly plainCoverage: number;
  /** Of the interval of the cumulative effect; null for models without one. */
  readonly cumulativeCoverage: number | null;
  /** Share of p-values below 0.05. */
  readonly rejections: number;
  readonly bias: number;
  readonly rmse: number;
  /** Mean standard error ÷ standard deviation of the estimates. */
  readonly stderrRatio: number;
  readonly width: number;
}

/** Monte Carlo standard error of a rate. */
export const rateError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

export function study(design: Design, runs: number, seed: number): Finding {
  const model = models[design.model] as Model<unknown>; // the options are checked by the model's own schema
  const options = unwrap(validate(model.options, design.options), design.id, "config/invalid");
  const rng = createRng(seed).stream(design.id);
  const estimates: number[] = [];
  let [failures, covered, rejected, stderrs, widths, paths, coveredPaths, plain] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    try {
      const { estimate, series } = model.fit(design.draw(rng.stream(run)), options, contextOf(run));
      if (series !== undefined) {
        const truth = design.effect * series.dates.filter((date) => date >= series.interventionDate).length;
        paths += 1;
        if (series.cumulativeLower.at(-1)! <= truth && truth <= series.cumulativeUpper.at(-1)!) coveredPaths += 1;
      }
      const { lower, upper } = estimate.interval;
      estimates.push(estimate.value);
      if (lower <= design.effect && design.effect <= upper) covered += 1;
      if (estimate.pValue !== null && estimate.pValue < 0.05) rejected += 1;
      if (Math.abs(estimate.value - design.effect) <= 1.96 * (estimate.stderr ?? NaN)) plain += 1;
      stderrs += estimate.stderr ?? NaN;
      widths += upper - lower;
    } catch (error) {
      if (!isImpactError(error)) throw error;
      failures += 1;
    }
  }
  const n = estimates.length;
  const mean = estimates.reduce((sum, value) => sum + value, 0) / n;
  const variance = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return {
    design,
    runs,
    failures,
    coverage: covered / n,
    plainCoverage: plain / n,
    cumulativeCoverage: paths === 0 ? null : coveredPaths / paths,
    rejections: rejected / n,
    bias: mean - design.effect,
    rmse: Math.sqrt(variance + (mean - design.effect) ** 2),
    stderrRatio: stderrs / n / Math.sqrt(variance),
    width: widths / n,
  };
}
