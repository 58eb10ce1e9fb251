import { ImpactError, type Table } from "@ie/contracts";
import { finiteColumn } from "../../../columns.ts";
import { meanOf } from "./mean-of.ts";

/** `centre` and `scale` take mean and standard deviation of the rows in use. */
export type FunctionName = "log" | "log1p" | "sqrt" | "exp" | "abs" | "centre" | "scale";

/** Functions of one number; null where all rows enter. */
const functions: Readonly<Record<FunctionName, ((value: number) => number) | null>> = {
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  exp: Math.exp,
  abs: Math.abs,
  centre: null,
  scale: null,
};

/** One number a row: a column, a function of an expression, or its whole power. */
export type Expression =
  | { readonly kind: "column"; readonly column: string }
  | { readonly kind: "call"; readonly name: FunctionName; readonly of: Expression }
  | { readonly kind: "power"; readonly of: Expression; readonly exponent: number };

export const functionNames: readonly string[] = Object.keys(functions);

/** The function that a formula's word names; `center` is `centre`. Null where there is none. */
export function functionNamed(word: string): FunctionName | null {
  const name = word === "center" ? "centre" : word;
  return Object.hasOwn(functions, name) ? (name as FunctionName) : null; // just looked up
}

/** The expression as a formula writes it. */
export function expressionText(expression: Expression): string {
  if (expression.kind === "column") return expression.column;
  const inner = expressionText(expression.of);
  return expression.kind === "call" ? `${expression.name}(${inner})` : `${inner}^${expression.exponent}`;
}

/** The column at the bottom of an expression. */
export function expressionColumn(expression: Expression): string {
  return expression.kind === "column" ? expression.column : expressionColumn(expression.of);
}

function standardise(values: Float64Array, divide: boolean): Float64Array {
  const centre = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const sd = divide && squares > 0 ? Math.sqrt(squares / (values.length - 1)) : 1;
  return values.map((value) => (value - centre) / sd);
}

/** The expression's value in each row, n. `data/out-of-range` with the first row in which it has none. */
export function evaluateExpression(who: string, table: Table, expression: Expression): Float64Array {
  if (expression.kind === "column") {
    return finiteColumn(who, table, expression.column, "mend it, or set missing: drop");
  }
  const of = evaluateExpression(who, table, expression.of);
  if (expression.kind === "call" && (expression.name === "centre" || expression.name === "scale")) {
    return standardise(of, expression.name === "scale");
  }
  const { [expression.kind === "call" ? expression.name : "abs"]: named } = functions;
  const apply = expression.kind === "call" ? named : (value: number) => value ** expression.exponent;
  const values = of.map((value) => apply?.(value) ?? NaN);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return values;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `${expressionText(expression)} has no value in row ${at + 1}, where ${expressionText(expression.of)} is ${of[at]}`,
    hint:
      expression.kind === "call" && expression.name === "log"
        ? "log needs numbers above 0; log1p takes 0 too"
        : "take the function out, or mend the cell",
    facts: { column: expressionColumn(expression), row: at + 1, value: of[at] },
  });
}
