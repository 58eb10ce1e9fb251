export {
  aipw,
  aipwDf,
  influenceVariance,
  type Aipw,
  type AipwEstimand,
  type InfluenceVariance,
  type Nuisance,
} from "./aipw.ts";
export { crossFit, isFailure, type CrossFitFailure, type CrossFitInput } from "./aipw-cross-fit.ts";
export { lassoLearner } from "./aipw-lasso.ts";
export type { Learned, Learner } from "./aipw-learner.ts";
export { linearLearner } from "./aipw-linear.ts";
export { logitLearner } from "./aipw-logit.ts";
export { ridgeLearner } from "./aipw-ridge.ts";
export { ridgeLogitLearner } from "./aipw-ridge-logit.ts";
