export { effectTable, gainOf, meanAt, withoutEffect } from "./gain.ts";
export { truthOfUnits } from "./truth-of-units.ts";
