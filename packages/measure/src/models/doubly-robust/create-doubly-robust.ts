import { ImpactError, type Context, type Effect, type Fit, type Model, type Table } from "@ie/contracts";
import { sensitivityOf, type CovariateColumns } from "../../sensitivity/index.ts";
import {
  balanceCheck,
  balanceTable,
  covariateBalance,
  overlapCheck,
  readUnits,
  type Units,
} from "../../units/index.ts";
import { formulaColumns, parseFormula } from "../experiment/formula/formula.ts";
import { clustersCheck, effectiveSizeCheck, splitsCheck } from "./checks.ts";
import { companionsOf, effectOf } from "./companions.ts";
import { designOf } from "./design.ts";
import { clustersOf, drawFolds, foldsOfColumn, type Clusters } from "./folds.ts";
import type { Learners } from "./learners.ts";
import { nuisanceOf, type Regressions } from "./nuisance.ts";
import { optionsFor, type DoublyRobustOptions } from "./options.ts";
import { combine, splitOf, type Combined } from "./split.ts";
import { trim } from "./trim.ts";
import { who } from "./who.ts";
import { refutableUnits } from "../../units/index.ts";

/** Fewest independent units that a result counts (the documents' invariant). */
const fewestUnits = 30;

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

function mainEffect(
  { combined }: Estimated,
  name: string,
  level: number,
  unit: string,
): Effect & { readonly stderr: number } {
  const { value, variance, df, controlMean, controlVariance, covariance } = combined;
  const stderr = Math.sqrt(variance);
  if (!(stderr > 0 && stderr < Infinity)) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: "the outcome does not vary about its regressions, so that the effect has no standard error",
      hint: "look at the outcome, and for a covariate that is made from it",
    });
  }
  return {
    ...effectOf(name, { value, stderr, df, controlMean, controlVariance, controlCovariance: covariance }, level, unit),
    stderr,
  };
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

/** Columns of the covariates as users name them: the indicators of a category, and the powers of a number, together. */
function covariatesOf({ x, names }: Units): readonly CovariateColumns[] {
  const groups = new Map<string, Float64Array[]>();
  names.forEach((name, j) => {
    const label = name.replace(/\[T\..*\]$|\^\d+$/u, "");
    const own = groups.get(label) ?? [];
    own.push(x.data.subarray(j * x.rows, (j + 1) * x.rows));
    groups.set(label, own);
  });
  return [...groups].map(([name, columns]) => ({ name, columns }));
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

function fitTable(table: Table, learners: Learners, options: DoublyRobustOptions, context: Context): Fit {
  const { estimand, level, cluster, foldColumn } = options;
  const all = readUnits(
    table,
    {
      outcome: options.dependentVariable,
      treatment: options.treatmentColumn,
      control: options.control,
      covariates: options.covariateColumns,
      unit: options.unitColumn,
      further: [cluster, foldColumn].filter((name) => name !== null),
      missing: options.missing,
    },
    who,
  );
  if (learners.outcome[options.outcomeModel]?.outcomes === "binary") requireBinary(all, options);
  const regressionsFor = (units: Units): Regressions => ({
    design: designOf(units.x, options.squares, options.interactions),
    outcome: learners.outcome[options.outcomeModel]!,
    propensity: learners.propensity[options.propensityModel]!,
  });
  const trimmed = trim(all, regressionsFor(all), options);
  const units = trimmed?.units ?? all;
  const regressions = regressionsFor(units);
  const estimated = estimate(units, regressions, options, context);
  const { combined, clusters } = estimated;
  const unit = options.effectUnit ?? options.dependentVariable;
  const main = mainEffect(estimated, "augmented weighting", level, unit);
  const untrimmed =
    trimmed === null || trimmed.dropped === 0
      ? []
      : [mainEffect(estimate(all, regressionsFor(all), options, context), "without trimming", level, unit)];
  const companions = companionsOf(units, regressions.design, main, options, unit);
  const { answer, nuisance } = combined.typical;
  const overlap = overlapCheck(nuisance.propensity, units.treated, estimand);
  const effective = effectiveSizeCheck(units, answer.weights);
  const balance = covariateBalance(units, {
    weights: answer.weights,
    standardiser: estimand === "att" ? "treated" : estimand === "atc" ? "control" : "pooled",
  });
  const { interval, relative, value, stderr, pValue } = main;
  const answered = { value, interval: interval!, ...(relative === null ? {} : { relative }) };
  const hidden = sensitivityOf({
    estimate: answered,
    outcome: units.y,
    treatment: units.treated,
    covariates: covariatesOf(units),
  });
  const counted = clustersCheck(clusters, units);
  const groups = clusters?.count ?? units.n;
  return {
    estimate: { estimand, stderr, pValue, unit, ...answered },
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
      n_treated: units.nTreated,
      n_control: units.nControl,
      effective_size_treated: effective.sizes[1],
      effective_size_control: effective.sizes[0],
      population:
        trimmed === null || trimmed.dropped === 0
          ? "all units"
          : `units with a propensity from ${trimmed.lowest} to ${trimmed.highest}`,
      trimmed_units: trimmed?.dropped ?? 0,
      trimmed_share: (trimmed?.dropped ?? 0) / all.n,
      ...(clusters === null ? {} : { clusters: clusters.count }),
      ...overlap.diagnostics,
      ...hidden.diagnostics,
    },
    checks: [
      ...units.checks,
      ...(trimmed === null ? [] : [trimmed.check]),
      overlap.check,
      effective.check,
      balanceCheck(balance, "weighting"),
      splitsCheck(combined, options),
      ...(counted === null ? [] : [counted]),
      companions.check,
      ...hidden.checks,
    ],
    effects: [...companions.effects, ...untrimmed],
    tables: { balance: balanceTable(balance), overlap: overlap.table, ...hidden.tables },
  };
}

/** The model with the learners given, by their names in configurations; the first of each kind is the default. */
export function createDoublyRobust(learners: Learners): Model<DoublyRobustOptions> {
  return {
    design: "observational",
    refutable: refutableUnits(),
    options: optionsFor(learners),
    columns: columnsOf,
    fit: (table, options, context) => fitTable(table, learners, options, context),
  };
}

/** Columns of a covariate: those of the formula's term where it is written as one. */
function columnsOfTerm(covariate: string): readonly string[] {
  if (!/[`()^:*]/u.test(covariate)) return [covariate];
  return formulaColumns(parseFormula(`outcome ~ ${covariate}`)).slice(1);
}

function columnsOf(options: DoublyRobustOptions): readonly string[] {
  const { dependentVariable, treatmentColumn, covariateColumns, foldColumn, cluster, unitColumn } = options;
  const others = [foldColumn, cluster, unitColumn].filter((name) => name !== null);
  return [...new Set([dependentVariable, treatmentColumn, ...covariateColumns.flatMap(columnsOfTerm), ...others])];
}
