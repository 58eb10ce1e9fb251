import { ImpactError, type Check, type Effect, type Fit, type Model, type Table } from "@ie/contracts";
import { inverseProbabilityEffect, type InverseProbabilityEffect, type Target } from "@ie/stats";
import {
  balanceCheck,
  balanceTable,
  covariateBalance,
  covariateColumns,
  effectOf,
  estimateOf,
  fitPropensity,
  overlapCheck,
  readUnits,
  requireOutcome,
  takeUnits,
  type Propensity,
  type Units,
  refutableUnits,
} from "../../units/index.ts";
import { agreementCheck, summariseWeights, weightChecks } from "./checks.ts";
import { outcomeUnits, regressionCompanion } from "./companions.ts";
import { inverseProbabilityWeightingOptions, type InverseProbabilityWeightingOptions } from "./options.ts";
import { trim } from "./trimming.ts";
import { who } from "./who.ts";

function columns(options: InverseProbabilityWeightingOptions): readonly string[] {
  const { dependentVariable, treatmentColumn, unitColumn, outcomeCovariates } = options;
  const all = [
    dependentVariable,
    treatmentColumn,
    ...covariateColumns([...options.covariateColumns, ...(outcomeCovariates ?? [])]),
    ...(unitColumn === null ? [] : [unitColumn]),
  ];
  return [...new Set(all)];
}

function weighted(units: Units, propensity: Propensity, target: Target): InverseProbabilityEffect {
  const effect = inverseProbabilityEffect(units.y, units.treated, propensity.fit, propensity.design, target);
  if (Number.isFinite(effect.stderr) && effect.stderr > 0) return effect;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: `the outcome "${units.outcome}" does not vary within the arms`,
    hint: "its uncertainty cannot be known; look for a column that repeats the treatment",
    facts: { outcome: units.outcome },
  });
}

const standardisers = { ate: "pooled", att: "treated", atc: "control" } as const;

function population(options: InverseProbabilityWeightingOptions, trimmed: boolean): string {
  if (options.weights === "overlap") return "units weighted by how far they could be in either arm";
  const who = { ate: "all units", att: "the treated units", atc: "the untreated units" }[options.estimand];
  return trimmed ? `${who} within the bounds of trim` : who;
}

const overlapPopulation: Check = {
  name: "population",
  status: "warn",
  message:
    "overlap weights give the effect among units that could be in either arm, not everyone's; set weights: inverse for that",
  value: null,
};

function fit(table: Table, options: InverseProbabilityWeightingOptions): Fit {
  const { dependentVariable, treatmentColumn, control, level, missing, unitColumn } = options;
  const all = readUnits(
    table,
    {
      outcome: dependentVariable,
      treatment: treatmentColumn,
      control,
      covariates: options.covariateColumns,
      unit: unitColumn,
      missing,
      further: options.outcomeCovariates === null ? [] : covariateColumns(options.outcomeCovariates),
    },
    who,
  );
  requireOutcome(who, all);
  const unit = options.effectUnit ?? dependentVariable;
  const target: Target = options.weights === "overlap" ? "overlap" : options.estimand;
  const first = fitPropensity(all, options.propensityModel, who);
  const overlap = overlapCheck(first.scores, all.treated, target);
  const { units, rows, bounds, check: trimming } = trim(all, first.scores, options);
  // On the kept units the propensity is another: weights must balance these.
  const propensity = bounds === null ? first : fitPropensity(units, options.propensityModel, who);
  const effect = weighted(units, propensity, target);
  const ofOutcome = outcomeUnits(all, options);
  const regression = regressionCompanion(bounds === null ? ofOutcome : takeUnits(ofOutcome, rows), options, unit);
  const others: readonly (Effect | null)[] = [
    regression,
    bounds === null ? null : effectOf("without_trimming", weighted(all, first, target), level, unit),
    target === "overlap" ? null : effectOf("overlap_weights", weighted(all, first, "overlap"), level, unit),
    ...(["ate", "att", "atc"] as const)
      .filter((other) => target !== "overlap" && other !== target)
      .map((other) => effectOf(other, weighted(units, propensity, other), level, unit)),
  ];
  const balance = covariateBalance(units, {
    weights: effect.weights,
    standardiser: standardisers[options.estimand],
  });
  const weights = summariseWeights(effect.weights, units.treated);
  return {
    estimate: estimateOf(effect, options.estimand, level, unit),
    sampleSize: units.n,
    diagnostics: {
      log_likelihood: propensity.fit.logLikelihood,
      propensity_model: options.propensityModel,
      population: population(options, bounds !== null),
      inference: "stacked M-estimation, one-step jackknife, t",
      df: effect.df,
      stderr_large_sample: effect.largeSampleStderr,
      stderr_fixed_weights: effect.fixedWeightsStderr,
      treated_units: units.nTreated,
      control_units: units.nControl,
      trimmed_units: all.n - units.n,
      trim_lowest: bounds?.[0] ?? null,
      trim_highest: bounds?.[1] ?? null,
      mean_treated: effect.treatedMean,
      mean_control: effect.controlMean,
      effective_treated: weights.effectiveTreated,
      effective_control: weights.effectiveControl,
      largest_weight_share: weights.largestShare,
      ...overlap.diagnostics,
    },
    checks: [
      ...all.checks,
      overlap.check,
      trimming,
      ...(target === "overlap" ? [overlapPopulation] : []),
      ...weightChecks(weights, units),
      balanceCheck(balance, "weighting"),
      agreementCheck(effect.value, target === "overlap" ? null : (regression?.value ?? null), effect.stderr),
    ],
    effects: others.filter((other) => other !== null),
    tables: { balance: balanceTable(balance), propensity: overlap.table },
  };
}

/**
 * Average effect of a treatment that depends on measured covariates: means weighted by the inverse of the estimated propensity, normalised
 * in each arm (Hájek), with standard errors by stacked M-estimation (Lunceford and Davidian 2004).
 */
export const inverseProbabilityWeighting: Model<InverseProbabilityWeightingOptions> = {
  design: "observational",
  refutable: refutableUnits(),
  options: inverseProbabilityWeightingOptions,
  columns,
  fit: (table, options) => fit(table, options),
};
