export { sensitivityOf, type CovariateColumns, type SensitivityInput } from "./sensitivity-of.ts";
