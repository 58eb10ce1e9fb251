export { clusterDesignEffect } from "./design-effect.ts";
export { findRoot } from "./find-root.ts";
export { groupSequentialInflation } from "./inflation-factor.ts";
export * as noncentralT from "./noncentral-t.ts";
export {
  minimumDetectableEffect,
  powerOfT,
  sampleSizeForT,
  type ArmSizes,
  type SampleSizes,
  type TwoMeansTest,
} from "./two-means.ts";
export {
  minimumDetectableDifference,
  powerOfProportions,
  sampleSizeForProportions,
  type TwoProportionsTest,
} from "./two-proportions.ts";
