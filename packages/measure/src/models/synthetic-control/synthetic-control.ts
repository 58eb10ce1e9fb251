import { type Context, type Fit, type Interval, type Model, type Table } from "@ie/contracts";
import { fitSyntheticControl, leaveOneOutDonors, placeboTest, type PlaceboTest, type SyntheticMethod } from "@ie/stats";
import type { Task } from "./answer.ts";
import { concentrationCheck, donorChecks } from "./checks/donors.ts";
import { leaveOneOutCheck } from "./checks/leave-one-out.ts";
import { fakeTreatment, placeboRankCheck } from "./checks/placebo.ts";
import { optimumCheck, preFitCheck, prePeriodsCheck } from "./checks/pre-fit.ts";
import { supportChecks } from "./checks/support.ts";
import { additionalCost, totals } from "./cost.ts";
import { diagnosticsOf, spreadBefore, spreadOfPanel } from "./diagnostics.ts";
import { relativeOf } from "./effects.ts";
import { agreementCheck, otherEstimators } from "./estimators.ts";
import { exactFit, infer, type Inferred } from "./inference.ts";
import { marketEffects } from "./markets.ts";
import { optionsOfSyntheticControl, type Method, type SyntheticControlOptions } from "./options.ts";
import { pathOf } from "./path.ts";
import { permuteSums } from "./permutation.ts";
import { predictorsOf } from "./predictors.ts";
import { fitRegression } from "./regression.ts";
import { readStudy, type Study } from "./study.ts";
import {
  balanceTable,
  fakeTreatmentTable,
  gapsTable,
  leaveOneOutTable,
  periodWeightsTable,
  placeboGapsTable,
  placebosTable,
  weightsTable,
} from "./tables.ts";
import { needs } from "./needs.ts";
import { refutable } from "./refutable.ts";
import { truth } from "./truth.ts";

const kernelMethods: Readonly<Record<Exclude<Method, "time_based_regression">, SyntheticMethod>> = {
  outcomes: "simplex",
  predictors: "predictors",
  demeaned: "demeaned",
  augmented: "ridge-augmented",
  synthetic_did: "synthetic-did",
};

/** An interval narrower than this, in standard deviations of the outcome, comes of rounding alone. */
const rounding = 1e-9;

/** Intervals of the sums from treatment on: of each by permutation, else of the last, which is the estimate times the periods. */
function sumsOf({ synthetic, level }: Task, { answer }: Inferred, test: PlaceboTest | null): (Interval | null)[] {
  const { preperiods, outcomes } = synthetic;
  if (answer.inference === "placebo" && test !== null) return permuteSums(test, preperiods, level);
  const after = outcomes.rows - preperiods;
  const { lower, upper } = answer.interval;
  const last = { lower: lower * after, upper: upper * after, level };
  return Array.from({ length: after }, (_, h) => (h === after - 1 ? last : null));
}

/** Null where there are fewer than two donors for each treated unit. */
function placebosOf(
  { synthetic, treated, donors }: Study,
  kernel: Task["kernel"],
  { level, draws }: SyntheticControlOptions,
  { rng, signal }: Context,
): PlaceboTest | null {
  if (donors.length < 2 * treated.length) return null;
  return placeboTest(synthetic, { ...kernel, level, signal, rng: rng.stream("placebos"), draws: (draws ?? 1000) - 1 });
}

function fitSynthetic(
  study: Study,
  options: SyntheticControlOptions,
  method: Exclude<Method, "time_based_regression">,
  context: Context,
): Fit {
  const { synthetic } = study;
  const { level } = options;
  const unit = options.effectUnit ?? `${options.outcomeColumn} per unit and period`;
  const cost = additionalCost(study, options.costColumn);
  const named = predictorsOf(study, options);
  const kernel = { method: kernelMethods[method], ...(named === null ? {} : { predictors: named.predictors }) };
  const test = placebosOf(study, kernel, options, context);
  const fit = test?.fit ?? fitSyntheticControl(synthetic, kernel);
  const task: Task = { synthetic, kernel, fit, level };
  const sd = spreadBefore(fit, synthetic.preperiods, options.outcomeColumn);
  const asked = options.inference === "regression" ? "auto" : options.inference; // the options refuse regression here
  const inferred = infer(task, test, asked, context, options.draws);
  const { answer, periods } = inferred;
  const spread = spreadOfPanel(synthetic);
  if (!(answer.interval.upper - answer.interval.lower > rounding * spread)) throw exactFit();
  context.signal.throwIfAborted();
  const left = leaveOneOutDonors(synthetic, kernel);
  const fake = fakeTreatment(task, answer, context);
  const others = otherEstimators(task, unit);
  const markets = marketEffects(study, task, unit, context.signal);
  const after = fit.treated.subarray(synthetic.preperiods);
  const relative = relativeOf(
    after.reduce((sum, value) => sum + value, 0) / after.length,
    answer.value,
    answer.interval,
  );
  return {
    estimate: {
      estimand: "att",
      value: answer.value,
      stderr: answer.stderr,
      interval: answer.interval,
      pValue: answer.pValue,
      unit,
      ...(relative === null ? {} : { relative }),
    },
    sampleSize: synthetic.outcomes.rows * synthetic.outcomes.cols,
    diagnostics: diagnosticsOf(study, options, task, test, inferred, sd),
    checks: [
      preFitCheck(fit, spread, test),
      ...supportChecks(study, fit, spread),
      prePeriodsCheck(synthetic.preperiods, study.donors.length),
      ...donorChecks(study),
      concentrationCheck(study, fit),
      optimumCheck(fit.kkt, fit.converged),
      placeboRankCheck(test, answer),
      fake.check,
      leaveOneOutCheck(left, fit.effect, answer),
      agreementCheck(others, answer),
    ],
    effects: [
      ...totals(answer, study.treated.length, after.length, options.outcomeColumn, cost),
      ...markets.effects,
      ...others,
    ],
    series: pathOf(study, task, periods, sumsOf(task, inferred, test)),
    tables: {
      weights: weightsTable(study, fit),
      gaps: gapsTable(study, task, periods),
      ...(test === null ? {} : { placebos: placebosTable(study, test), ...placeboGapsTable(study, test) }),
      leave_one_out: leaveOneOutTable(study, fit, left),
      ...fakeTreatmentTable(study, fake),
      ...periodWeightsTable(study, fit),
      ...(named === null ? {} : { predictors: balanceTable(study, fit, named) }),
      ...markets.tables,
    },
  };
}

/** Effect on treated units by comparison with a weighted average of untreated ones (Abadie and Gardeazabal 2003). */
export const syntheticControl: Model<SyntheticControlOptions> = {
  design: "quasi-experiment",
  refutable,
  truth,
  needs,
  options: optionsOfSyntheticControl,
  columns: ({ unitColumn, timeColumn, outcomeColumn, treatedColumn, costColumn, predictors }) => [
    ...new Set([
      unitColumn,
      timeColumn,
      outcomeColumn,
      ...predictors.map(({ column }) => column),
      ...[treatedColumn, costColumn].filter((name) => name !== null),
    ]),
  ],
  fit: (table: Table, options: SyntheticControlOptions, context: Context): Fit => {
    const study = readStudy(table, options);
    return options.method === "time_based_regression"
      ? fitRegression(study, options)
      : fitSynthetic(study, options, options.method, context);
  },
};
