import type { Refutable } from "@ie/contracts";
import { findTreatment } from "./find-treatment.ts";
import { expressionColumn } from "./formula/expression.ts";
import { parseFormula } from "./formula/formula.ts";
import type { ExperimentOptions } from "./options.ts";
import { who } from "./who.ts";

/** Treatments are exchanged between units, or between the first clusters where there are any. */
export const refutable: Refutable<ExperimentOptions> = {
  outcome: ({ formula }) => (formula === null ? null : expressionColumn(parseFormula(formula).outcome)),
  unit: ({ cluster }) => cluster[0] ?? null,
  time: () => null,
  treatment: ({ formula, treatment }, table) =>
    formula === null ? [] : [findTreatment(who, table, parseFormula(formula), treatment).column],
  withCovariate: (options, column) =>
    options.formula === null || options.metric !== "mean"
      ? null
      : { ...options, formula: `${options.formula} + ${column}` },
};
