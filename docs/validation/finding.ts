import type { Design, Observation } from "./design.ts";
import { kolmogorov } from "./kolmogorov.ts";
import type { Outcome } from "./study.ts";

/** What repeated draws of one design show. Rates are shares, from 0 to 1, of the runs that gave an answer. */
export interface Finding {
  readonly design: Design;
  readonly runs: number;
  /** Runs that gave an answer. */
  readonly answers: number;
  readonly refusal: string | null;
  readonly coverage: number;
  /** Of the interval of the cumulative effect; null for models without one. */
  readonly cumulativeCoverage: number | null;
  /** Share of p-values below 0.10, 0.05 and 0.01; where looks or metrics are several, that of the procedure stands for 0.05. */
  readonly rejections: { readonly ten: number; readonly five: number; readonly one: number };
  /** Distance of the p-values from the uniform distribution, and its p-value; null where there is an effect or no p-value. */
  readonly uniformity: { readonly statistic: number; readonly pValue: number } | null;
  readonly bias: number;
  readonly rmse: number;
  /** Mean standard error ÷ standard deviation of the estimates; null for methods without one. */
  readonly stderrRatio: number | null;
  /** Mean over the bounded intervals. */
  readonly width: number;
  /** Share of intervals without a bound. */
  readonly unbounded: number;
  /** Share of runs in which the check of the targets warned. */
  readonly alarms: number;
  readonly millisecondsPerFit: number;
}

/** Monte Carlo standard error of a rate. */
export const rateError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

const share = (observations: readonly Observation[], holds: (observation: Observation) => boolean): number =>
  observations.filter(holds).length / observations.length;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function findingOf(design: Design, outcome: Outcome): Finding {
  const { effect, targets } = design;
  const answers = outcome.observations.filter((observation) => observation !== null);
  const values = answers.map(({ value }) => value);
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const pValues = answers.flatMap(({ pValue }) => (pValue === null ? [] : [pValue]));
  const below = (alpha: number): number => share(answers, ({ pValue }) => pValue !== null && pValue < alpha);
  const widths = answers.map(({ lower, upper }) => upper - lower).filter(Number.isFinite);
  const totals = answers.flatMap(({ cumulativeCovered }) =>
    cumulativeCovered === undefined ? [] : [cumulativeCovered],
  );
  const stderrs = answers.flatMap(({ stderr }) => (stderr === null ? [] : [stderr]));
  const isProcedure = answers.some(({ rejected }) => rejected !== undefined);
  return {
    design,
    runs: outcome.observations.length,
    answers: answers.length,
    refusal: outcome.refusal,
    coverage: share(answers, ({ lower, upper }) => lower <= effect && effect <= upper),
    cumulativeCoverage: totals.length === 0 ? null : totals.filter(Boolean).length / totals.length,
    rejections: {
      ten: below(0.1),
      five: isProcedure ? share(answers, ({ rejected }) => rejected === true) : below(0.05),
      one: below(0.01),
    },
    uniformity: effect !== 0 || pValues.length === 0 || isProcedure ? null : kolmogorov(pValues),
    bias: mean - effect,
    rmse: Math.sqrt(variance + (mean - effect) ** 2),
    stderrRatio: stderrs.length === 0 ? null : meanOf(stderrs) / Math.sqrt(variance),
    width: meanOf(widths),
    unbounded: 1 - widths.length / answers.length,
    alarms: share(answers, ({ alarms }) => targets.alarm !== undefined && alarms.includes(targets.alarm)),
    millisecondsPerFit: outcome.milliseconds / outcome.fits,
  };
}

/** Fewest runs that have to give an answer, where anything is asked for. */
const leastAnswers = 0.95;

function isWithin(rate: number, runs: number, [low, high]: readonly [number, number], nominal: number): boolean {
  const isInside = 100 * rate >= low && 100 * rate <= high;
  return isInside || Math.abs(rate - nominal) <= 3 * rateError(nominal, runs);
}

/** Whether each thing that is asked for is met: inside its bounds, or nominal up to three Monte Carlo standard errors. */
export function verdicts({ design: { targets }, runs, answers, coverage, rejections, alarms }: Finding): {
  readonly coverage: boolean | null;
  readonly falseAlarms: boolean | null;
  readonly alarm: boolean | null;
  readonly answers: boolean;
} {
  const { coverage: asked, falseAlarms, alarm } = targets;
  const isAsked = asked !== null || falseAlarms !== null || alarm !== undefined;
  return {
    coverage: asked === null ? null : isWithin(coverage, answers, asked, 0.95),
    falseAlarms: falseAlarms === null ? null : isWithin(rejections.five, answers, falseAlarms, 0.05),
    alarm: alarm === undefined ? null : alarms >= 0.9,
    answers: !isAsked || answers >= leastAnswers * runs,
  };
}

/** Whether anything that is asked for is missed. */
export function isMissed(finding: Finding): boolean {
  return Object.values(verdicts(finding)).includes(false);
}
