export { adjustPValues, type Adjustment } from "./adjust-p-values.ts";
