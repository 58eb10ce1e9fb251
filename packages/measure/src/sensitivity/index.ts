export { sensitivityOf, type SensitivityInput } from "./sensitivity-of.ts";
