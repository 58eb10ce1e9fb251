export { cellsOf, type CellInput, type Cells } from "./cells.ts";
export { conditionalVariances } from "./conditional-variances.ts";
export { matchingCoordinates, type MatchingCoordinates, type MatchingMetric } from "./coordinates.ts";
export { matchedSetsEffect, type MatchedSetsEffect } from "./matched-sets-effect.ts";
export {
  matchingEffect,
  type MatchingBaseline,
  type MatchingEffect,
  type MatchingEffectInput,
  type MatchingVariance,
} from "./matching-effect.ts";
export { matchWithReplacement, type CellMatches, type WithReplacementOptions } from "./match-with-replacement.ts";
export {
  matchWithoutReplacement,
  type MatchedSets,
  type WithoutReplacementOptions,
} from "./match-without-replacement.ts";
export { usageOf, type Usage } from "./usage.ts";
export { inRandomOrder } from "./random-order.ts";
export { propensityAdjustment, type PropensityAdjustmentInput } from "./propensity-adjustment.ts";
