import { ImpactError } from "@ie/contracts";
import { isTreatmentFactor } from "../models/experiment/find-treatment.ts";
import type { Expression } from "../models/experiment/formula/expression.ts";
import { expressionText } from "../models/experiment/formula/expression.ts";
import { type Factor, type Formula, factorText } from "../models/experiment/formula/formula.ts";
import { who } from "../models/experiment/who.ts";

function refuse(what: string, hint: string): never {
  throw new ImpactError({ code: "config/invalid", who, what, hint });
}

/** Whether the value of a row depends on the others. */
function needsAllRows(expression: Expression): boolean {
  if (expression.kind === "column") return false;
  const isOfAll = expression.kind === "call" && (expression.name === "centre" || expression.name === "scale");
  return isOfAll || needsAllRows(expression.of);
}

/** Columns that the formula declares categories. Refuses what takes more than one row at a time. */
export function declaredFactors({ outcome, terms }: Formula, treatment: string): ReadonlySet<string> {
  const declared = new Set<string>();
  if (needsAllRows(outcome)) refuse(`${expressionText(outcome)} needs all rows at once`, "transform row by row");
  for (const factor of terms.flat()) {
    const { expression, degree, categorical } = factor;
    const text = factorText(factor);
    isTreatmentFactor(who, factor, treatment); // refuses it inside a function
    if (degree !== null || needsAllRows(expression)) {
      refuse(
        `${text} needs all rows at once, which a stream does not have`,
        "use powers such as x^2, or make the column before",
      );
    }
    const isColumn = expression.kind === "column";
    if (categorical && !isColumn) refuse(`${text} is no column`, "make the column before");
    if (categorical && isColumn) declared.add(expression.column);
  }
  return declared;
}

/** The formula with the treatment as a category, after the terms without it and before its products. */
export function withTreatmentLast(formula: Formula, treatment: string): Formula {
  const own: Factor = { expression: { kind: "column", column: treatment }, categorical: true, degree: null };
  const named = formula.terms.map((term) =>
    term.map((factor) => (isTreatmentFactor(who, factor, treatment) ? own : factor)),
  );
  return {
    ...formula,
    terms: [
      ...named.filter((term) => !term.includes(own)),
      [own],
      ...named.filter((term) => term.length > 1 && term.includes(own)),
    ],
  };
}
