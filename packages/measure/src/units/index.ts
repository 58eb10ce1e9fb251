export {
  balanceCheck,
  balanceTable,
  covariateBalance,
  largestDifference,
  type BalanceOptions,
  type BalanceRow,
  type CovariateBalance,
  type Standardiser,
} from "./balance.ts";
export { covariateColumns } from "./covariate-columns.ts";
export { crumpCut } from "./crump-cut.ts";
export { effectiveSize } from "./effective-size.ts";
export { overlapCheck, type Overlap } from "./overlap.ts";
export { fitPropensity, type Propensity } from "./propensity.ts";
export { readTreatment } from "./read-treatment.ts";
export { readUnits } from "./read-units.ts";
export { effectOf, estimateOf } from "./effect-of.ts";
export { refutableUnits } from "./refutable-units.ts";
export { takeUnits } from "./take-units.ts";
export { settleUnitOptions, unitOptions, type OptionFault, type UnitOptions } from "./unit-options.ts";
export { requireOutcome } from "./require-outcome.ts";
export type { Units, UnitsSpec } from "./units.ts";
