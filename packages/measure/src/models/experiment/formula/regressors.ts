import type { Table } from "@ie/contracts";
import { anyColumn } from "../../../columns.ts";
import type { Arms } from "../arms.ts";
import { isTreatmentFactor } from "../find-treatment.ts";
import { categoriesOf } from "./codes.ts";
import { evaluateExpression } from "./expression.ts";
import { factorText, termKey, type Factor, type Formula, type FormulaTerm } from "./formula.ts";
import { meanOf } from "./mean-of.ts";
import { orthogonalPolynomials } from "./polynomial.ts";

/** A column of the regression. */
export interface Regressor {
  readonly name: string;
  /** n numbers; 0 in rows of other arms than `arm`. */
  readonly values: Float64Array;
  /** The arm whose indicator the column has as a factor; −1 where it has none. */
  readonly arm: number;
  /** Mean over all rows of what the column would be, were every row of `arm`. */
  readonly mean: number;
}

/** Part of a product: values, and the arm of an indicator of arms, whose values are 1. */
interface Part {
  readonly name: string;
  readonly values: Float64Array | null;
  readonly arm: number;
}

function indicator(codes: Int32Array, code: number): Float64Array {
  const values = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) if (codes[i] === code) values[i] = 1;
  return values;
}

function armParts({ column, levels }: Arms, full: boolean): readonly Part[] {
  const name = (arm: number): string => (levels.length === 2 && !full ? column : `${column}[T.${levels[arm]}]`);
  return [...levels.keys()].slice(full ? 0 : 1).map((arm) => ({ name: name(arm), values: null, arm }));
}

function factorParts(who: string, table: Table, factor: Factor, full: boolean): readonly Part[] {
  const { expression, categorical, degree } = factor;
  const isText = expression.kind === "column" && !(anyColumn(who, table, expression.column) instanceof Float64Array);
  if (expression.kind === "column" && degree === null && (categorical || isText)) {
    const { levels, codes } = categoriesOf(who, table, expression.column);
    const parts = levels.map((level, code) => ({
      name: `${expression.column}[T.${level}]`,
      values: indicator(codes, code),
      arm: -1,
    }));
    return full ? parts : parts.slice(1);
  }
  const values = evaluateExpression(who, table, expression);
  if (degree === null) return [{ name: factorText(factor), values, arm: -1 }];
  return orthogonalPolynomials(values, degree).map((each, d) => ({
    name: `${factorText(factor)}[${d + 1}]`,
    values: each,
    arm: -1,
  }));
}

function isCategory(who: string, table: Table, { expression, categorical }: Factor): boolean {
  return (
    categorical || (expression.kind === "column" && !(anyColumn(who, table, expression.column) instanceof Float64Array))
  );
}

function product(left: Part, right: Part): Part {
  const arm = Math.max(left.arm, right.arm);
  const name = `${left.name}:${right.name}`;
  if (left.values === null || right.values === null) return { name, values: left.values ?? right.values, arm };
  const other = right.values;
  return { name, values: left.values.map((value, i) => value * other[i]!), arm };
}

function toRegressor({ name, values, arm }: Part, arms: Arms): Regressor {
  const mean = values === null ? 1 : meanOf(values);
  if (arm === -1) return { name, values: values ?? new Float64Array(arms.codes.length).fill(1), arm, mean };
  const own = indicator(arms.codes, arm);
  if (values !== null) for (let i = 0; i < own.length; i++) own[i] = own[i]! * values[i]!;
  return { name, values: own, arm, mean };
}

/** The regressors of a formula, those without the treatment first, so that one of them that repeats it makes the treatment the aliased one. */
export interface FormulaRegressors {
  readonly others: readonly Regressor[];
  readonly treatment: readonly Regressor[];
  /** Of `others`, the terms of a single factor. */
  readonly mains: readonly Regressor[];
}

/**
 * The regressors over a table without missing cells: numbers as they are, text and the treatment as indicators, products for
 * interactions. A category leaves out its first level where the rest of its term is in the formula too (Chambers and Hastie 1992,
 * section 2.4.1). The treatment's own effect is added where the formula leaves it out.
 */
export function regressorsOf(who: string, table: Table, formula: Formula, arms: Arms): FormulaRegressors {
  const isTreatment = (factor: Factor): boolean => isTreatmentFactor(who, factor, arms.column);
  const own: Factor = { expression: { kind: "column", column: arms.column }, categorical: true, degree: null };
  const named = formula.terms.map((term) => term.map((factor) => (isTreatment(factor) ? own : factor)));
  const withTreatment = named.filter((term) => term.length > 1 && term.includes(own));
  const without = named.filter((term) => !term.includes(own));
  const ordered: readonly FormulaTerm[] = [...without, [own], ...withTreatment];
  const present = new Set(ordered.map(termKey));
  let spansConstant = formula.intercept;
  const intercept: Part = { name: "Intercept", values: null, arm: -1 };
  const others: Regressor[] = formula.intercept ? [toRegressor(intercept, arms)] : [];
  const mains: Regressor[] = [];
  const treatment: Regressor[] = [];
  for (const term of ordered) {
    let parts: readonly Part[] | null = null;
    for (const factor of term) {
      const rest = term.filter((each) => each !== factor);
      const isCategorical = factor === own || isCategory(who, table, factor);
      const full = isCategorical && !(rest.length === 0 ? spansConstant : present.has(termKey(rest)));
      if (full && rest.length === 0) spansConstant = true;
      const right: readonly Part[] = factor === own ? armParts(arms, full) : factorParts(who, table, factor, full);
      parts = parts === null ? right : parts.flatMap((a) => right.map((b) => product(a, b)));
    }
    const regressors = (parts ?? []).map((part) => toRegressor(part, arms));
    if (term.includes(own)) treatment.push(...regressors);
    else others.push(...regressors);
    if (term.length === 1 && !term.includes(own)) mains.push(...regressors);
  }
  return { others, treatment, mains };
}
