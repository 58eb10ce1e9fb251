import type { DataNeeds } from "@ie/contracts";
import { armsInColumn } from "../../units/needs-of-units.ts";
import { findTreatment } from "./find-treatment.ts";
import { expressionColumn } from "./formula/expression.ts";
import { formulaColumns, parseFormula } from "./formula/formula.ts";
import type { ExperimentOptions } from "./options.ts";
import { who } from "./who.ts";

/** Most arms of an experiment. */
const mostArms = 10;

function present(names: readonly (string | null)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== null))];
}

/** Outcomes and their denominators; the sums, where the rows are sums. */
function numbers({ formula, summary, denominator, outcomes }: ExperimentOptions): readonly string[] {
  if (summary !== null) return present(Object.entries(summary).map(([key, name]) => (key === "arm" ? null : name)));
  if (formula === null) return [];
  return present([
    expressionColumn(parseFormula(formula).outcome),
    denominator,
    ...outcomes.flatMap((outcome) => [outcome.column, outcome.denominator]),
  ]);
}

function covariates({ formula, treatment, covariates: named, strata }: ExperimentOptions): readonly string[] {
  if (formula === null) return [];
  return present([...formulaColumns(parseFormula(formula)).slice(1), ...named, ...strata]).filter(
    (name) => name !== treatment,
  );
}

export const needs: DataNeeds<ExperimentOptions> = {
  numbers,
  complete: (options) => {
    const { formula, treatment, cluster, strata, missing } = options;
    if (formula === null) return numbers(options);
    if (missing === "drop") return [];
    const terms = formulaColumns(parseFormula(formula)).slice(1);
    return present([...numbers(options), ...terms, treatment, ...cluster, ...strata]);
  },
  covariates,
  arms: ({ formula, summary, treatment, control }, table) => {
    if (formula === null) {
      const found = armsInColumn(table, summary?.arm ?? null, control, mostArms);
      return found === null ? null : { ...found, sizes: summary?.n ?? null };
    }
    const parsed = parseFormula(formula);
    if (!formulaColumns(parsed).every((name) => Object.hasOwn(table, name))) return null;
    return armsInColumn(table, findTreatment(who, table, parsed, treatment).column, control, mostArms);
  },
  rows: ({ summary }) => (summary === null ? 30 : 2),
};
