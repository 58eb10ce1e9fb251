import { lassoLearner, linearLearner, logitLearner, ridgeLearner, ridgeLogitLearner, type Learner } from "@ie/stats";

/** Regressions by their names in configurations; the first of each kind is the default. */
export interface Learners {
  /** Of the outcome on the covariates, within an arm. */
  readonly outcome: Readonly<Record<string, Learner>>;
  /** Of the treatment, 0 or 1; predictions must lie between. */
  readonly propensity: Readonly<Record<string, Learner>>;
}

export const learners: Learners = {
  outcome: { linear: linearLearner, ridge: ridgeLearner, lasso: lassoLearner, logit: logitLearner },
  propensity: { logit: logitLearner, ridge: ridgeLogitLearner },
};
