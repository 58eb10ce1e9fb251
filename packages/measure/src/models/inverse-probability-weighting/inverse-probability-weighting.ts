import { ImpactError, type Check, type Effect, type Fit, type Model, type Table } from "@ie/contracts";
import { inverseProbabilityEffect, type InverseProbabilityEffect, type Target } from "@ie/stats";
import { sensitivityOf } from "../../sensitivity/index.ts";
import {
  agreementCheck,
  balanceCheck,
  balanceTable,
  covariateBalance,
  covariateColumns,
  covariateGroups,
  effectiveSizeCheck,
  companionOf,
  estimateOf,
  fitPropensity,
  overlapCheck,
  readUnits,
  needsOfUnits,
  refutableUnits,
  requireStderr,
  standardisers,
  takeUnits,
  trim,
  unitColumns,
  type Propensity,
  type Units,
} from "../../units/index.ts";
import { largestWeightCheck } from "./checks.ts";
import { outcomeUnits, regressionCompanion } from "./companions.ts";
import { inverseProbabilityWeightingOptions, type InverseProbabilityWeightingOptions } from "./options.ts";
import { truthOfWeighted } from "./truth.ts";
import { who } from "./who.ts";

const weighted = (units: Units, { fit, design }: Propensity, target: Target): InverseProbabilityEffect =>
  inverseProbabilityEffect(units.y, units.treated, fit, design, target);

/** `fit/no-overlap` where so few units carry the weights that the jackknife leaves no variance, `data/no-variation` where the data have none. */
function requireAnswer(effect: InverseProbabilityEffect, units: Units): void {
  const { weights, stderr, largeSampleStderr } = effect;
  if (Number.isNaN(stderr) && largeSampleStderr > 0) {
    const share = weights.reduce((most, weight) => Math.max(most, weight), 0);
    throw new ImpactError({
      code: "fit/no-overlap",
      who,
      what: `one unit carries ${(100 * share).toFixed(1)} % of its arm's weight, so that the effect has no standard error`,
      hint: "hardly any unit is like it in the other arm; set trim: [0.1, 0.9], or weights: overlap",
      facts: { share },
    });
  }
  requireStderr(who, stderr, units);
}

/** What is done, or can be done, about units without counterparts. */
function remedyOf({ weights, trim: bounds }: InverseProbabilityWeightingOptions): string {
  if (weights === "overlap") return "the weights leave such units next to nothing";
  return bounds === null ? "set trim, or weights: overlap" : "trim leaves such units out";
}

const overlapPopulation: Check = {
  name: "population",
  status: "warn",
  message:
    "overlap weights give the effect among units that could be in either arm, not everyone's; set weights: inverse for that",
  value: null,
};

function unitsOf(table: Table, options: InverseProbabilityWeightingOptions): Units {
  return readUnits(
    table,
    {
      outcome: options.dependentVariable,
      treatment: options.treatmentColumn,
      control: options.control,
      covariates: options.covariateColumns,
      unit: options.unitColumn,
      missing: options.missing,
      further: options.outcomeCovariates === null ? [] : covariateColumns(options.outcomeCovariates),
    },
    who,
  );
}

function fit(table: Table, options: InverseProbabilityWeightingOptions): Fit {
  const { dependentVariable, level } = options;
  const all = unitsOf(table, options);
  const unit = options.effectUnit ?? dependentVariable;
  const target: Target = options.weights === "overlap" ? "overlap" : options.estimand;
  const first = fitPropensity(all, options.propensityModel, who);
  const overlap = overlapCheck(first.scores, all.treated, target, remedyOf(options));
  const trimmed = trim(who, all, first.scores, options);
  const { units, rows, bounds, dropped } = trimmed;
  // On the kept units the propensity is another: weights must balance these.
  const propensity = bounds === null ? first : fitPropensity(units, options.propensityModel, who);
  const effect = weighted(units, propensity, target);
  requireAnswer(effect, units);
  const ofOutcome = outcomeUnits(all, options);
  const regression = regressionCompanion(bounds === null ? ofOutcome : takeUnits(ofOutcome, rows), options, unit);
  const others: readonly (Effect | null)[] = [
    regression,
    bounds === null ? null : companionOf("without trimming", weighted(all, first, target), level, unit),
    target === "overlap" ? null : companionOf("overlap weights", weighted(all, first, "overlap"), level, unit),
    ...(["ate", "att", "atc"] as const)
      .filter((other) => target !== "overlap" && other !== target)
      .map((other) => companionOf(other, weighted(units, propensity, other), level, unit)),
  ];
  const balance = covariateBalance(units, {
    weights: effect.weights,
    standardiser: standardisers[options.estimand],
  });
  const remedy = target === "overlap" ? "find more units" : "trim further, or set weights: overlap";
  const sizes = effectiveSizeCheck(effect.weights, units, remedy);
  const largest = largestWeightCheck(effect.weights, remedy);
  const estimate = estimateOf(effect, options.estimand, level, unit);
  const hidden = sensitivityOf({
    estimate,
    outcome: units.y,
    treatment: units.treated,
    covariates: covariateGroups(units),
  });
  return {
    estimate,
    sampleSize: units.n,
    diagnostics: {
      log_likelihood: propensity.fit.logLikelihood,
      propensity_model: options.propensityModel,
      population: target === "overlap" ? "units weighted by how far they could be in either arm" : trimmed.population,
      inference: "stacked M-estimation, one-step jackknife, t",
      df: effect.df,
      stderr_large_sample: effect.largeSampleStderr,
      stderr_fixed_weights: effect.fixedWeightsStderr,
      treated_units: units.nTreated,
      control_units: units.nControl,
      trimmed_units: dropped,
      trim_lowest: bounds?.[0] ?? null,
      trim_highest: bounds?.[1] ?? null,
      mean_treated: effect.treatedMean,
      mean_control: effect.controlMean,
      effective_treated: sizes.effectiveTreated,
      effective_control: sizes.effectiveControl,
      largest_weight_share: largest.share,
      ...overlap.diagnostics,
      ...hidden.diagnostics,
    },
    checks: [
      ...all.checks,
      overlap.check,
      trimmed.check,
      ...(target === "overlap" ? [overlapPopulation] : []),
      sizes.check,
      largest.check,
      balanceCheck(balance, {
        after: "weighting",
        adjustment: "none",
        remedy: "add its square or interactions to covariate_columns",
      }),
      ...(target === "overlap" ? [] : [agreementCheck(effect, regression)]),
      ...hidden.checks,
    ],
    effects: others.filter((other) => other !== null),
    tables: { balance: balanceTable(balance), overlap: overlap.table, ...hidden.tables },
  };
}

const columnsOf = (options: InverseProbabilityWeightingOptions): readonly string[] =>
  unitColumns(options, covariateColumns(options.outcomeCovariates ?? []));

/**
 * Average effect of a treatment that depends on measured covariates: means weighted by the inverse of the estimated propensity, normalised
 * in each arm (Hájek), with standard errors by stacked M-estimation (Lunceford and Davidian 2004).
 */
export const inverseProbabilityWeighting: Model<InverseProbabilityWeightingOptions> = {
  design: "observational",
  refutable: refutableUnits(),
  options: inverseProbabilityWeightingOptions,
  columns: columnsOf,
  needs: needsOfUnits(columnsOf),
  fit: (table, options) => fit(table, options),
  truth: (example, potential, result) =>
    truthOfWeighted(unitsOf(example.table, example.options), example, potential, result),
};
