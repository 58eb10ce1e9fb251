export { cuped, type CovariateMoments, type Cuped } from "./cuped.ts";
export { deltaRatio } from "./delta-ratio.ts";
export { fieller, type RatioSet } from "./fieller.ts";
export { chiSquaredGoodnessOfFit, type GoodnessOfFit } from "./goodness-of-fit.ts";
export { moments, type Moments } from "./moments.ts";
export { relativeLift, type RelativeLift } from "./relative-lift.ts";
export { riskDifference, riskRatio, type Proportion, type ProportionContrast } from "./two-proportions.ts";
export { welch, welchDf, type MeanDifference } from "./welch.ts";
