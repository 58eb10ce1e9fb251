import type { Check, Fit, Model, Table } from "@ie/contracts";
import { covariateColumns, estimateOf } from "../../units/index.ts";
import { binnedMeans } from "./binned-means.ts";
import { clusterCheck, effectiveCheck, estimateJump } from "./estimate-jump.ts";
import { covariateContinuity, placeboCutoffs } from "./falsification.ts";
import { regressionDiscontinuityOptions, type RegressionDiscontinuityOptions } from "./options.ts";
import { needs } from "./needs.ts";
import { refutable } from "./refutable.ts";
import { truth } from "./truth.ts";
import { densityCheck, massPointsCheck } from "./score-checks.ts";
import { otherEffect, stability } from "./stability.ts";
import { readStudy } from "./study.ts";

function columns(options: RegressionDiscontinuityOptions): readonly string[] {
  const { dependentVariable, runningColumn, treatmentColumn, cluster, unitColumn } = options;
  const named = [dependentVariable, runningColumn, treatmentColumn, cluster, unitColumn];
  return [...new Set([...named.filter((name) => name !== null), ...covariateColumns(options.covariateColumns)])];
}

function fit(table: Table, options: RegressionDiscontinuityOptions): Fit {
  const { runningColumn, cutoff, level, dependentVariable } = options;
  const study = readStudy(table, options);
  const jump = estimateJump(study, options);
  const { value, stderr, df } = jump;
  const population: Check = {
    name: "population",
    status: "pass",
    message: `the effect is that on units whose ${runningColumn} is ${cutoff}; elsewhere it may be another`,
    value: null,
  };
  const masses = massPointsCheck(study, jump);
  const { check: densityJump, density } = densityCheck(study, masses);
  const continuity = study.covariates === null ? null : covariateContinuity(study, options);
  const placebos = placeboCutoffs(study, options);
  const stable = stability(study, options, jump);
  const effect = {
    value,
    stderr,
    df,
    // With covariates the level below the cutoff is that of units whose covariates are 0.
    controlMean: study.covariates === null ? jump.control : NaN,
    treatedMean: jump.control + value,
    largeSampleStderr: stderr,
    controlVariance: jump.controlVariance,
    controlCovariance: jump.controlCovariance,
  };
  return {
    estimate: estimateOf(effect, "ate", level, options.effectUnit ?? dependentVariable),
    sampleSize: jump.below + jump.above,
    diagnostics: {
      r_squared: jump.rSquared,
      population: `units at ${runningColumn} = ${cutoff}`,
      inference: "robust bias-corrected, t",
      variance: study.clusters === null ? "three nearest neighbours" : "clustered",
      df,
      bandwidth: jump.h,
      bias_bandwidth: jump.b,
      bandwidth_selection: options.bandwidth === null ? "least mean squared error" : "given",
      kernel: options.kernel,
      order: options.order,
      rows: study.units.n,
      treated_units: jump.above,
      control_units: jump.below,
      clusters: jump.clusters,
      estimate_conventional: jump.conventional,
      stderr_conventional: Number.isFinite(jump.conventionalStderr) ? jump.conventionalStderr : null,
      density_p_value: density?.pValue ?? null,
      density_log_ratio: density?.value ?? null,
    },
    checks: [
      ...study.units.checks,
      population,
      effectiveCheck(jump),
      ...clusterCheck(jump),
      masses,
      densityJump,
      ...(continuity === null ? [] : [continuity.check]),
      placebos.check,
      ...stable.checks,
    ],
    effects: [
      ...otherEffect("without_bias_correction", jump.conventional, jump.conventionalStderr, df, options),
      ...stable.effects,
    ],
    tables: {
      means: binnedMeans(study, jump.h, options),
      ...(continuity?.table == null ? {} : { covariate_continuity: continuity.table }),
      ...(placebos.table === null ? {} : { placebo_cutoffs: placebos.table }),
    },
  };
}

/**
 * Effect at the cutoff of a score that alone decides who is treated: the jump of local polynomials, with the bandwidth of least mean squared
 * error and the robust bias-corrected interval of Calonico, Cattaneo and Titiunik (2014).
 */
export const regressionDiscontinuity: Model<RegressionDiscontinuityOptions> = {
  design: "quasi-experiment",
  refutable,
  truth,
  needs,
  options: regressionDiscontinuityOptions,
  columns,
  fit: (table, options) => fit(table, options),
};
