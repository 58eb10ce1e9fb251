import type { DataNeeds } from "@ie/contracts";
import { covariateColumns, isMostlyNumbers } from "../../units/index.ts";
import type { RegressionDiscontinuityOptions } from "./options.ts";

export const needs: DataNeeds<RegressionDiscontinuityOptions> = {
  numbers: ({ dependentVariable, runningColumn, ...options }, table) => [
    dependentVariable,
    runningColumn,
    ...options.covariateColumns.filter((name) => isMostlyNumbers(table, name)),
  ],
  complete: ({ missing, dependentVariable, runningColumn, treatmentColumn, cluster, unitColumn, ...options }) => {
    if (missing === "drop") return [];
    const named = [dependentVariable, runningColumn, treatmentColumn, cluster, unitColumn];
    return [...named.filter((name) => name !== null), ...covariateColumns(options.covariateColumns)];
  },
  key: ({ unitColumn }) => (unitColumn === null ? [] : [unitColumn]),
  varying: (options) => covariateColumns(options.covariateColumns),
  covariates: (options) => covariateColumns(options.covariateColumns),
  arms: ({ runningColumn, cutoff, treated }, table) => {
    const scores = Object.hasOwn(table, runningColumn) ? table[runningColumn] : undefined;
    if (!(scores instanceof Float64Array)) return null;
    const turn = treated === "above" ? 1 : -1;
    const cells = Array.from(scores, (score) => (Number.isNaN(score) ? "" : turn * (score - cutoff) >= 0 ? "1" : "0"));
    return { column: runningColumn, cells, control: "0", most: 2 };
  },
};
