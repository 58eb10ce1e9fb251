import {
  ImpactError,
  type Context,
  type Example,
  type Fit,
  type MeasuredEffect,
  type Model,
  type PotentialTables,
  type Table,
  type TrueEffect,
} from "@ie/contracts";
import { fewestUnits } from "../../columns.ts";
import { sensitivityOf } from "../../sensitivity/index.ts";
import { truthOfUnits } from "../../truth/index.ts";
import {
  balanceCheck,
  balanceTable,
  covariateBalance,
  unitColumns,
  covariateGroups,
  effectiveSizeCheck,
  effectOf,
  estimateOf,
  overlapCheck,
  readUnits,
  needsOfUnits,
  refutableUnits,
  requireStderr,
  standardisers,
  trim,
  type Contrast,
  type Trimmed,
  type Units,
} from "../../units/index.ts";
import { clustersCheck, splitsCheck } from "./checks.ts";
import { companionsOf } from "./companions.ts";
import { designOf } from "./design.ts";
import { clustersOf, drawFolds, foldsOfColumn, type Clusters } from "./folds.ts";
import type { Learners } from "./learners.ts";
import { nuisanceOf, type Regressions } from "./nuisance.ts";
import { optionsFor, type DoublyRobustOptions } from "./options.ts";
import { combine, splitOf, type Combined } from "./split.ts";
import { who } from "./who.ts";

interface Estimated {
  readonly units: Units;
  readonly clusters: Clusters | null;
  readonly combined: Combined;
}

function estimate(units: Units, regressions: Regressions, options: DoublyRobustOptions, context: Context): Estimated {
  const clusters = clustersOf(units, options.cluster);
  const splits = Array.from({ length: options.repeats }, (_, repeat) => {
    context.signal.throwIfAborted();
    const folds =
      options.foldColumn === null
        ? drawFolds(units, options.folds, clusters, context.rng.stream("folds").stream(repeat))
        : foldsOfColumn(units, options.foldColumn, clusters);
    return splitOf(units, nuisanceOf(units, regressions, folds, options), options, clusters);
  });
  return { units, clusters, combined: combine(splits) };
}

/** The answer of the splits; `data/no-variation` where it has no standard error. */
function contrastOf({ units, combined }: Estimated): Contrast {
  const { value, variance, df, controlMean, controlVariance, covariance } = combined;
  const stderr = Math.sqrt(variance);
  requireStderr(who, stderr, units);
  return { value, stderr, df, controlMean, controlVariance, controlCovariance: covariance };
}

/** Share of the outcome's variance that the other folds' regressions explain, among units whose arm was regressed. */
function explained({ units, combined }: Estimated, { estimand }: DoublyRobustOptions): number {
  const { treatedOutcome, controlOutcome } = combined.typical.nuisance;
  const rows = [...units.y.keys()].filter(
    (i) => estimand === "ate" || units.treated[i] === (estimand === "att" ? 0 : 1),
  );
  const mean = rows.reduce((sum, i) => sum + units.y[i]!, 0) / rows.length;
  let [rss, total] = [0, 0];
  for (const i of rows) {
    rss += (units.y[i]! - (units.treated[i] === 1 ? treatedOutcome : controlOutcome)[i]!) ** 2;
    total += (units.y[i]! - mean) ** 2;
  }
  return total > 0 ? Math.max(0, 1 - rss / total) : 0;
}

/** The units within the bounds of `trim`, by their propensity from all of them together. */
function trimmedBy(all: Units, regressions: Regressions, options: DoublyRobustOptions): Trimmed {
  if (options.trim === null) return trim(who, all, new Float64Array(0), options);
  const one = { codes: new Int32Array(all.n), count: 1 };
  return trim(who, all, nuisanceOf(all, regressions, one, options).propensity, options);
}

function requireBinary({ y, outcome, rowNumbers }: Units, { outcomeModel }: DoublyRobustOptions): void {
  const at = y.findIndex((value) => value !== 0 && value !== 1);
  if (at === -1) return;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `outcome_model: ${outcomeModel} takes outcomes of 0 and 1; "${outcome}" is ${y[at]} in row ${rowNumbers[at]}`,
    hint: "set outcome_model: linear",
    facts: { column: outcome, row: rowNumbers[at], value: y[at] },
  });
}

function unitsOf(table: Table, options: DoublyRobustOptions): Units {
  return readUnits(
    table,
    {
      outcome: options.dependentVariable,
      treatment: options.treatmentColumn,
      control: options.control,
      covariates: options.covariateColumns,
      unit: options.unitColumn,
      further: [options.cluster, options.foldColumn].filter((name) => name !== null),
      missing: options.missing,
    },
    who,
  );
}

function regressionsOf(units: Units, learners: Learners, options: DoublyRobustOptions): Regressions {
  return {
    design: designOf(units.x, options.squares, options.interactions),
    outcome: learners.outcome[options.outcomeModel]!, // the options name those that there are
    propensity: learners.propensity[options.propensityModel]!,
  };
}

/** Of the units that trimming keeps. */
function truthOf(
  learners: Learners,
  example: Example<DoublyRobustOptions>,
  potential: PotentialTables,
  { estimate: { estimand } }: MeasuredEffect,
): TrueEffect {
  const all = unitsOf(example.table, example.options);
  const { units } = trimmedBy(all, regressionsOf(all, learners, example.options), example.options);
  return truthOfUnits(who, example, potential, estimand, { rows: units.rowNumbers.map((number) => number - 1) });
}

function fitTable(table: Table, learners: Learners, options: DoublyRobustOptions, context: Context): Fit {
  const { estimand, level } = options;
  const all = unitsOf(table, options);
  if (learners.outcome[options.outcomeModel]?.outcomes === "binary") requireBinary(all, options);
  const regressionsFor = (units: Units): Regressions => regressionsOf(units, learners, options);
  const trimmed = trimmedBy(all, regressionsFor(all), options);
  const { units, dropped } = trimmed;
  const regressions = regressionsFor(units);
  const estimated = estimate(units, regressions, options, context);
  const { combined, clusters } = estimated;
  const unit = options.effectUnit ?? options.dependentVariable;
  const main = contrastOf(estimated);
  const untrimmed =
    dropped === 0
      ? []
      : [effectOf("without trimming", contrastOf(estimate(all, regressionsFor(all), options, context)), level, unit)];
  const companions = companionsOf(units, regressions.design, main, options, unit);
  const { answer, nuisance } = combined.typical;
  const remedy = options.trim === null ? "set trim" : "trim further";
  const overlap = overlapCheck(nuisance.propensity, units.treated, estimand, remedy);
  const sizes = effectiveSizeCheck(
    answer.weights,
    units,
    `${remedy}, or choose the estimand whose units have counterparts`,
  );
  const balance = covariateBalance(units, {
    weights: answer.weights,
    standardiser: standardisers[estimand],
  });
  const answered = estimateOf(main, estimand, level, unit);
  const hidden = sensitivityOf({
    estimate: answered,
    outcome: units.y,
    treatment: units.treated,
    covariates: covariateGroups(units),
  });
  const counted = clustersCheck(clusters, units);
  const groups = clusters?.count ?? units.n;
  return {
    estimate: answered,
    sampleSize: groups >= fewestUnits ? groups : units.n,
    diagnostics: {
      r_squared: explained(estimated, options),
      method: "augmented inverse probability weighting",
      inference: clusters === null ? "influence function, t" : "influence function summed by cluster, t",
      df: combined.df,
      outcome_model: options.outcomeModel,
      propensity_model: options.propensityModel,
      terms: regressions.design.cols,
      folds: options.folds,
      repeats: options.repeats,
      split_spread: combined.spread,
      mean_treated: answer.treatedMean,
      mean_control: combined.controlMean,
      treated_units: units.nTreated,
      control_units: units.nControl,
      effective_treated: sizes.effectiveTreated,
      effective_control: sizes.effectiveControl,
      population: trimmed.population,
      trimmed_units: dropped,
      trim_lowest: trimmed.bounds?.[0] ?? null,
      trim_highest: trimmed.bounds?.[1] ?? null,
      ...(clusters === null ? {} : { clusters: clusters.count }),
      ...overlap.diagnostics,
      ...hidden.diagnostics,
    },
    checks: [
      ...units.checks,
      trimmed.check,
      overlap.check,
      sizes.check,
      balanceCheck(balance, {
        after: "weighting",
        adjustment: "regression",
        remedy: `${remedy}, or add its square or interactions`,
      }),
      splitsCheck(combined, options),
      ...(counted === null ? [] : [counted]),
      companions.check,
      ...hidden.checks,
    ],
    effects: [...companions.effects, ...untrimmed],
    tables: { balance: balanceTable(balance), overlap: overlap.table, ...hidden.tables },
  };
}

const columnsOf = (options: DoublyRobustOptions): readonly string[] =>
  unitColumns(options, [options.foldColumn, options.cluster]);

/** The model with the learners given, by their names in configurations; the first of each kind is the default. */
export function createDoublyRobust(learners: Learners): Model<DoublyRobustOptions> {
  return {
    design: "observational",
    refutable: refutableUnits(),
    options: optionsFor(learners),
    columns: columnsOf,
    needs: needsOfUnits(columnsOf),
    fit: (table, options, context) => fitTable(table, learners, options, context),
    truth: (example, potential, result) => truthOf(learners, example, potential, result),
  };
}
