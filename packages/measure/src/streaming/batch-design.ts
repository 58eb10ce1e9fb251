import { ImpactError, type Table } from "@ie/contracts";
import { createMatrix, type Matrix } from "@ie/stats";
import { rowCount } from "@ie/table";
import { anyColumn } from "../columns.ts";
import { evaluateExpression, expressionText, type Expression } from "../models/experiment/formula/expression.ts";
import { type Formula, termKey } from "../models/experiment/formula/formula.ts";
import { who } from "../models/experiment/who.ts";

/** A number of each row, or the indicator of one level of a column. */
interface Part {
  readonly expression: Expression;
  /** Of the expression, as the formula writes it: a column's name where it is one. */
  readonly text: string;
  readonly level: string | null;
}

/** A product of parts; `arm` is the place of the arm whose indicator is among them, the control's 0, or null. */
interface Regressor {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly arm: number | null;
}

/** How the batches of a pass become rows of one regression. */
export interface BatchDesign {
  readonly names: readonly string[];
  /** For each column, which arm's indicator is a factor of it; null for none. */
  readonly arms: readonly (number | null)[];
  /**
   * The regressors of a batch without missing cells, rows × k; `before`: rows before it, for messages. To each of the k `sums` it adds
   * that of the column's other factors, without the indicator of an arm.
   */
  matrix(batch: Table, before: number, sums: Float64Array): Matrix;
  /** The outcome of a batch, likewise. */
  outcome(batch: Table, before: number): Float64Array;
}

/**
 * The design matrix of a formula by batches, with the coding of the model in memory: numbers and functions of them row by row, text as
 * indicators of every level but the first, products for interactions; the treatment last. `levels`: of every factor, the reference first.
 */
export function createBatchDesign(
  formula: Formula,
  treatment: string,
  levels: ReadonlyMap<string, readonly string[]>,
): BatchDesign {
  const regressors = regressorsOf(formula, treatment, levels);
  const codes = new Map(Array.from(levels, ([name, own]) => [name, new Map(own.map((level, code) => [level, code]))]));

  const codeOf = ({ text, level }: Part): number | null =>
    level === null ? null : (codes.get(text)?.get(level) ?? null);

  /** Each expression of the regressors once a batch: codes of levels, or numbers. */
  function cellsOf(batch: Table, before: number): ReadonlyMap<string, Float64Array> {
    const cells = new Map<string, Float64Array>();
    for (const { text, expression, level } of regressors.flatMap(({ parts }) => parts)) {
      if (cells.has(text)) continue;
      cells.set(
        text,
        level === null
          ? evaluateExpression(speaker(before), batch, expression)
          : codesOf(text, anyColumn(who, batch, text), codes.get(text)!, before), // levels come from the same map
      );
    }
    return cells;
  }

  return {
    names: regressors.map(({ name }) => name),
    arms: regressors.map(({ arm }) => arm),
    matrix(batch, before, sums) {
      const n = rowCount(batch);
      const cells = cellsOf(batch, before);
      const x = createMatrix(n, regressors.length);
      for (const [j, { name, parts }] of regressors.entries()) {
        const product = x.data.subarray(j * n, (j + 1) * n).fill(1);
        const [others, own] = [false, true].map((isOwn) => parts.filter(({ text }) => (text === treatment) === isOwn));
        for (const part of others!) multiply(product, cells.get(part.text)!, codeOf(part));
        let sum = 0;
        for (let i = 0; i < n; i++) sum += product[i]!;
        if (!Number.isFinite(sum)) throw notFinite(name, product, before);
        sums[j] = sums[j]! + sum;
        for (const part of own!) multiply(product, cells.get(part.text)!, codeOf(part));
      }
      return x;
    },
    outcome: (batch, before) => evaluateExpression(speaker(before), batch, formula.outcome),
  };
}

/** Who speaks of a batch, whose rows are counted from 1 in messages. */
function speaker(before: number): string {
  return before === 0 ? who : `${who}, counting rows from ${before + 1}`;
}

/** product ← product × cell, or where `code` is given the product where the cell is that code and 0 elsewhere. */
function multiply(product: Float64Array, cells: Float64Array, code: number | null): void {
  const n = product.length;
  if (code === null) for (let i = 0; i < n; i++) product[i] = product[i]! * cells[i]!;
  else for (let i = 0; i < n; i++) if (cells[i] !== code) product[i] = 0;
}

function notFinite(name: string, product: Float64Array, before: number): ImpactError {
  const row = before + product.findIndex((value) => !Number.isFinite(value)) + 1;
  return new ImpactError({
    code: "data/not-finite",
    who,
    what: `the term "${name}" has no finite number in row ${row}`,
    hint: "mend it, or set missing: drop",
    facts: { row },
  });
}

function codesOf(
  name: string,
  column: Float64Array | readonly string[],
  codes: ReadonlyMap<string, number>,
  before: number,
): Float64Array {
  const result = new Float64Array(column.length);
  // Of numbers, String() of each cell would take longer than all else.
  const known = new Map<number | string, number>();
  for (let i = 0; i < column.length; i++) {
    const cell = column[i]!;
    let code = known.get(cell);
    if (code === undefined) {
      code = codes.get(String(cell));
      if (code === undefined) {
        throw new ImpactError({
          code: "data/out-of-range",
          who,
          what: `column "${name}" has "${cell}" in row ${before + i + 1}, which is none of its levels`,
          hint: `they are ${[...codes.keys()].slice(0, 20).join(", ")}; list it in levels, or list none`,
          facts: { column: name, row: before + i + 1, value: cell },
        });
      }
      known.set(cell, code);
    }
    result[i] = code;
  }
  return result;
}

/**
 * A category leaves out its first level where the rest of its term is in the formula too (Chambers and Hastie 1992, section 2.4.1), as
 * in the model's own `regressorsOf`.
 */
function regressorsOf(
  { intercept, terms }: Formula,
  treatment: string,
  levels: ReadonlyMap<string, readonly string[]>,
): readonly Regressor[] {
  const regressors: Regressor[] = intercept ? [{ name: "Intercept", parts: [], arm: null }] : [];
  const present = new Set(terms.map(termKey));
  let spansConstant = intercept;
  for (const term of terms) {
    let products: readonly Regressor[] = [{ name: "", parts: [], arm: null }];
    for (const factor of term) {
      const { expression } = factor;
      const text = expressionText(expression);
      const own = levels.get(text) ?? null;
      const rest = term.filter((each) => each !== factor);
      const full = own !== null && !(rest.length === 0 ? spansConstant : present.has(termKey(rest)));
      if (full && rest.length === 0) spansConstant = true;
      const parts = own === null ? [null] : full ? own : own.slice(1);
      // An experiment of two arms calls its effect by the column alone.
      const isPlain = text === treatment && own?.length === 2 && !full;
      products = products.flatMap((left) =>
        parts.map((level) => {
          const name = level === null || isPlain ? text : `${text}[T.${level}]`;
          return {
            name: left.name === "" ? name : `${left.name}:${name}`,
            parts: [...left.parts, { expression, text, level }],
            arm: text === treatment && level !== null ? own!.indexOf(level) : left.arm, // levels are those of own
          };
        }),
      );
    }
    regressors.push(...products);
  }
  return regressors;
}
