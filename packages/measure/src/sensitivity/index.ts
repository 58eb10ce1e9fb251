export {
  sensitivityOf,
  type CovariateColumns,
  type SensitivityInput,
  type SensitivityReport,
} from "./sensitivity-of.ts";
