import { ImpactError, type Check, type Effect, type Fit, type Model, type Table } from "@ie/contracts";
import { stratifiedEffect, type Matrix, type StratifiedEffect } from "@ie/stats";
import { requireUnits } from "../../columns.ts";
import { sensitivityOf } from "../../sensitivity/index.ts";
import { truthOfUnits } from "../../truth/index.ts";
import {
  balanceCheck,
  balanceTable,
  covariateBalance,
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
  unitColumns,
  type Units,
} from "../../units/index.ts";
import { subclassificationOptions, type SubclassificationOptions } from "./options.ts";
import { strataOf, type Strata } from "./strata.ts";
import { strataTable, stratumWeights } from "./strata-table.ts";
import { who } from "./who.ts";

function effectIn(
  units: Units,
  strata: Strata,
  estimand: SubclassificationOptions["estimand"],
  x: Matrix | null,
): StratifiedEffect {
  return stratifiedEffect(units.y, units.treated, strata.codes, strata.count, estimand, x);
}

function requireAnswer(effect: StratifiedEffect, units: Units): void {
  if (effect.dfResidual >= 1) requireStderr(who, effect.stderr, units);
  if (effect.dfResidual >= 1 && effect.df >= 1) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${units.n} units leave no degrees of freedom within ${effect.strata.length} strata`,
    hint: "use fewer strata or covariates, or adjustment: none",
    facts: { strata: effect.strata.length },
  });
}

function constantsCheck(constant: readonly string[]): Check {
  return {
    name: "constant_covariates",
    status: constant.length === 0 ? "pass" : "fail",
    message:
      constant.length === 0
        ? "every covariate varies"
        : `${constant.join(", ")} ${constant.length === 1 ? "does" : "do"} not vary and ${constant.length === 1 ? "was" : "were"} left out: nothing is made comparable by it; name covariates that vary`,
    value: constant.length,
  };
}

function varianceCheck({ variance, dfResidual }: StratifiedEffect): Check {
  const few = dfResidual < 20;
  return {
    name: "variance",
    status: variance === "pooled" || few ? "warn" : "pass",
    message:
      variance === "pooled"
        ? `an arm of a stratum has a single unit, so one variance is taken for all, on ${dfResidual} degrees of freedom; use fewer strata to let arms differ`
        : `each arm has its own variance in the strata, on ${dfResidual} degrees of freedom in all${few ? "; so few make it uncertain: use fewer strata or covariates" : ""}`,
    value: dfResidual,
  };
}

function fit(table: Table, options: SubclassificationOptions): Fit {
  const { dependentVariable, treatmentColumn, estimand, level } = options;
  const units = readUnits(
    table,
    {
      outcome: dependentVariable,
      treatment: treatmentColumn,
      control: options.control,
      covariates: options.covariateColumns,
      unit: options.unitColumn,
      missing: options.missing,
      constants: "omit",
    },
    who,
  );
  const unit = options.effectUnit ?? dependentVariable;
  const propensity =
    options.strata === "propensity" && units.x.cols > 0 ? fitPropensity(units, options.propensityModel, who) : null;
  const remedy = "see what inverse_probability_weighting says of the units it keeps";
  const overlap = propensity === null ? null : overlapCheck(propensity.scores, units.treated, estimand, remedy);
  const strata = strataOf(units, propensity, options);
  const x = options.adjustment === "regression" && units.x.cols > 0 ? units.x : null;
  const effect = effectIn(units, strata, estimand, x);
  requireAnswer(effect, units);
  const others: readonly (Effect | null)[] = [
    x === null ? null : companionOf("without regression", effectIn(units, strata, estimand, null), level, unit),
    ...(["ate", "att", "atc"] as const)
      .filter((other) => other !== estimand)
      .map((other) => companionOf(other, effectIn(units, strata, other, x), level, unit)),
  ];
  const weights = stratumWeights(effect, strata.codes, units.treated);
  const sizes = effectiveSizeCheck(weights, units, "use fewer strata");
  const balance = covariateBalance(units, {
    weights,
    standardiser: standardisers[estimand],
  });
  const used = effect.strata.filter(({ weight }) => weight > 0);
  const sampleSize = used.reduce((sum, { treated, control }) => sum + treated + control, 0);
  requireUnits(who, sampleSize, "units are in strata with both arms");
  const estimate = estimateOf(effect, estimand, level, unit);
  const hidden = sensitivityOf({
    estimate,
    outcome: units.y,
    treatment: units.treated,
    covariates: covariateGroups(units),
  });
  return {
    estimate,
    sampleSize,
    diagnostics: {
      r_squared: Math.max(0, effect.rSquared),
      strata: options.strata,
      n_strata: used.length,
      n_strata_lacking_an_arm: strata.lacking,
      share_lacking_an_arm: strata.lackingShare,
      share_supported: effect.supported,
      adjustment: x === null ? "none" : "regression",
      variance: effect.variance,
      df: effect.df,
      df_residual: effect.dfResidual,
      treated_units: used.reduce((sum, { treated }) => sum + treated, 0),
      control_units: used.reduce((sum, { control }) => sum + control, 0),
      mean_treated: effect.treatedMean,
      mean_control: effect.controlMean,
      effective_treated: sizes.effectiveTreated,
      effective_control: sizes.effectiveControl,
      ...overlap?.diagnostics,
      ...hidden.diagnostics,
    },
    checks: [
      ...units.checks,
      constantsCheck(units.constant),
      ...(overlap === null ? [] : [overlap.check]),
      strata.check,
      varianceCheck(effect),
      sizes.check,
      balanceCheck(balance, {
        after: "subclassification",
        adjustment: x === null ? "none" : "regression",
        remedy: x === null ? "set adjustment: regression, or use more strata" : "use more strata, or add its square",
      }),
      ...hidden.checks,
    ],
    effects: others.filter((other) => other !== null),
    tables: {
      strata: strataTable(effect),
      balance: balanceTable(balance),
      ...(overlap === null ? {} : { overlap: overlap.table }),
      ...hidden.tables,
    },
  };
}

const columnsOf = (options: SubclassificationOptions): readonly string[] => unitColumns(options);

/**
 * Average effect of a treatment that depends on measured covariates: units are compared within classes of the propensity score or of
 * covariates (Cochran 1968; Rosenbaum and Rubin 1984), with a regression within the classes for what differs there.
 */
export const subclassification: Model<SubclassificationOptions> = {
  design: "observational",
  refutable: refutableUnits(),
  options: subclassificationOptions,
  columns: columnsOf,
  needs: { ...needsOfUnits(columnsOf), varying: () => [] }, // they only make no classes
  fit: (table, options) => fit(table, options),
  truth: (example, potential, { estimate, diagnostics }) =>
    diagnostics["share_supported"] === 1
      ? truthOfUnits(who, example, potential, estimate.estimand)
      : { unknown: "some strata lack an arm, and the effect is that of the units in the others" },
};
