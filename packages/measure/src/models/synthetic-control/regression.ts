import { ImpactError, type Check, type Counterfactual, type Fit } from "@ie/contracts";
import { ljungBox, timeBasedRegression, type TimeBasedRegression } from "@ie/stats";
import { donorChecks } from "./checks/donors.ts";
import { prePeriodsCheck } from "./checks/pre-fit.ts";
import { round } from "./checks/round.ts";
import { additionalCost, totals } from "./cost.ts";
import { relativeOf } from "./effects.ts";
import { exactFit } from "./inference.ts";
import type { SyntheticControlOptions } from "./options.ts";
import type { Study } from "./study.ts";
import { periodNames } from "./tables.ts";
import { who } from "./who.ts";

/** Sum over units of the columns from … to (exclusive), one number a period. */
function totalPath({ synthetic }: Study, from: number, to: number): Float64Array {
  const { rows, data } = synthetic.outcomes;
  const sums = new Float64Array(rows);
  for (let u = from; u < to; u++) for (let t = 0; t < rows; t++) sums[t] = sums[t]! + data[u * rows + t]!;
  return sums;
}

/** Serial correlation of the errors, which the regression takes for independent. */
function autocorrelationCheck(found: TimeBasedRegression, treatment: Float64Array, preperiods: number): Check {
  const residuals = Float64Array.from({ length: preperiods }, (_, t) => treatment[t]! - found.counterfactual[t]!);
  const lags = Math.max(1, Math.min(10, Math.floor(preperiods / 5)));
  const { pValue } = ljungBox(residuals, lags, 0);
  return {
    name: "residual_autocorrelation",
    status: pValue < 0.01 ? "fail" : pValue < 0.05 ? "warn" : "pass",
    message: `errors before treatment, Ljung and Box p ${round(pValue)}${
      pValue < 0.05 ? "; they depend on each other, so the interval is too narrow: use method outcomes or demeaned" : ""
    }`,
    value: Number.isNaN(pValue) ? null : pValue,
  };
}

/** Refuses what carries no regression. */
function requireRegression(control: Float64Array, preperiods: number): void {
  const facts = { preperiods };
  if (preperiods < 4) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${preperiods} periods before treatment do not carry a regression`,
      hint: "give at least 4, better 20",
      facts,
    });
  }
  if (control.subarray(1, preperiods).some((value) => value !== control[0])) return;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: "the donors' total is constant before treatment",
    hint: "look at the source",
    facts,
  });
}

function checksOf(study: Study, found: TimeBasedRegression, treatment: Float64Array, control: Float64Array): Check[] {
  const { preperiods } = study.synthetic;
  const before = control.subarray(0, preperiods);
  const [lowest, highest] = [Math.min(...before), Math.max(...before)];
  const room = (highest - lowest) / 2;
  const after = control.subarray(preperiods);
  const outside = after.reduce((count, value) => count + (value < lowest - room || value > highest + room ? 1 : 0), 0);
  const share = outside / after.length;
  const fit = found.rSquared;
  return [
    prePeriodsCheck(preperiods, study.donors.length),
    ...donorChecks(study),
    autocorrelationCheck(found, treatment, preperiods),
    {
      name: "pre_fit",
      status: fit < 0.75 ? "fail" : fit < 0.9375 ? "warn" : "pass",
      message: `before treatment the donors explain ${round(100 * fit)} % of the treated total's variance${fit < 0.9375 ? "; choose donors that move with the treated" : ""}`,
      value: fit,
    },
    {
      name: "extrapolation",
      status: share > 0.25 ? "fail" : share > 0 ? "warn" : "pass",
      message: `in ${outside} of ${after.length} periods from treatment on the donors' total lies outside what it was before by more than half of that range${share > 0 ? "; the regression is extrapolated there" : ""}`,
      value: share,
    },
  ];
}

/** Bounds per period of the treated total, as the series of one treated unit. */
function seriesOf(study: Study, found: TimeBasedRegression, treatment: Float64Array, level: number): Counterfactual {
  const { preperiods } = study.synthetic;
  const m = study.treated.length;
  const n = treatment.length;
  const after = (value: (h: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => (t < preperiods ? NaN : value(t - preperiods) / m));
  return {
    dates: periodNames(study),
    interventionDate: study.panel.periods[study.periods[preperiods]!]!,
    level,
    observed: treatment.map((value) => value / m),
    expected: found.counterfactual.map((value) => value / m),
    lower: after((h) => treatment[preperiods + h]! - found.upper[h]!),
    upper: after((h) => treatment[preperiods + h]! - found.lower[h]!),
    cumulative: after((h) => found.cumulative[h]!),
    cumulativeLower: after((h) => found.cumulativeLower[h]!),
    cumulativeUpper: after((h) => found.cumulativeUpper[h]!),
  };
}

/** The treated total regressed on the controls' total before treatment (Kerman, Wang and Vaver 2017). */
export function fitRegression(study: Study, options: SyntheticControlOptions): Fit {
  const { treated, donors, synthetic } = study;
  const { outcomes, preperiods } = synthetic;
  const treatment = totalPath(study, 0, treated.length);
  const control = totalPath(study, treated.length, outcomes.cols);
  requireRegression(control, preperiods);
  const cost = additionalCost(study, options.costColumn);
  const found = timeBasedRegression(treatment, control, preperiods, {
    level: options.level,
    ...(cost === null ? {} : { cost }),
  });
  const periods = outcomes.rows - preperiods;
  const cells = periods * treated.length;
  const { estimate, stderr, lower, upper, pValue } = found.total;
  if (!(found.rSquared < 1 && stderr > 0)) throw exactFit();
  const answer = {
    value: estimate / cells,
    stderr: stderr / cells,
    interval: { lower: lower / cells, upper: upper / cells, level: options.level },
    pValue,
  };
  const series = seriesOf(study, found, treatment, options.level);
  const observedMean = series.observed.subarray(preperiods).reduce((sum, value) => sum + value, 0) / periods;
  const relative = relativeOf(observedMean, answer.value, answer.interval);
  return {
    estimate: {
      estimand: "att",
      ...answer,
      unit: options.effectUnit ?? `${options.outcomeColumn} per unit and period`,
      ...(relative === null ? {} : { relative }),
    },
    sampleSize: outcomes.rows * outcomes.cols,
    diagnostics: {
      method: options.method,
      inference: "regression",
      r_squared: found.rSquared,
      treated_units: treated.length,
      donors: donors.length,
      pre_periods: preperiods,
      post_periods: periods,
      intercept: found.intercept,
      slope: found.slope,
      sigma: found.sigma,
      df: found.df,
      cost,
      incremental_lower_one_sided: found.total.oneSidedLower,
      return_on_cost_lower_one_sided: found.returnOnSpend?.oneSidedLower ?? null,
    },
    checks: checksOf(study, found, treatment, control),
    effects: totals(answer, treated.length, periods, options.outcomeColumn, cost),
    series,
  };
}
