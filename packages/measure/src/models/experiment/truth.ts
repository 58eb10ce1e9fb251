import type { Example, PotentialTables, Table, TrueEffect } from "@ie/contracts";
import { meanAt } from "../../truth/index.ts";
import { findTreatment } from "./find-treatment.ts";
import { evaluateExpression } from "./formula/expression.ts";
import { parseFormula } from "./formula/formula.ts";
import type { ExperimentOptions } from "./options.ts";
import { outcomesOf, type Outcome } from "./outcome.ts";
import { rowsOf } from "./rows.ts";
import { who } from "./who.ts";

/** The metric of all `rows` in one of the potential tables. */
function metricIn(table: Table, { expression, denominator }: Outcome, rows: readonly number[]): number {
  const numerator = meanAt(evaluateExpression(who, table, expression), rows);
  if (denominator === null) return numerator;
  return numerator / meanAt(evaluateExpression(who, table, { kind: "column", column: denominator }), rows);
}

/** The difference of the metric between everyone treated and nobody, over the rows of both arms. */
export function truth(
  { table, options }: Example<ExperimentOptions>,
  { untreated, treated }: PotentialTables,
): TrueEffect {
  if (options.formula === null) return { unknown: "the table holds sums, not units" };
  if (options.winsorise !== null) return { unknown: "the effect is on winsorised values" };
  const formula = parseFormula(options.formula);
  const { column } = findTreatment(who, table, formula, options.treatment);
  const outcome = outcomesOf(formula.outcome, options)[0]!; // the formula has one
  const { numbers, arms } = rowsOf(table, formula, column, outcome, options);
  if (arms.levels.length > 2)
    return { unknown: `the source knows one treatment; "${column}" has ${arms.levels.length} arms` };
  const rows = Array.from(numbers, (number) => number - 1);
  const value = metricIn(treated, outcome, rows) - metricIn(untreated, outcome, rows);
  return Number.isFinite(value) ? { value } : { unknown: "no row has both potential outcomes" };
}
