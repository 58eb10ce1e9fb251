export { inverseProbabilityEffect, type InverseProbabilityEffect } from "./inverse-probability-effect.ts";
export { propensityWeights } from "./propensity-weights.ts";
export { regressionAdjustment, type RegressionAdjustment } from "./regression-adjustment.ts";
export { stratifiedEffect, type StratifiedEffect, type Stratum } from "./stratified-effect.ts";
export type { Target } from "./target.ts";
export type { TwoMeansEffect } from "./two-means.ts";
export * from "./aipw-exports.ts";
