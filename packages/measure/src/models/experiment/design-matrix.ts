import { ImpactError, type Table } from "@ie/contracts";
import { createMatrix, type Matrix } from "@ie/stats";
import { anyColumn, finiteColumn } from "../../columns.ts";
import type { Factor, Formula } from "./formula.ts";

/** A column of numbers in the regression, n. */
interface Regressor {
  readonly name: string;
  readonly values: Float64Array;
}

export interface DesignMatrix {
  /** n × k, column-major; the intercept first where there is one. */
  readonly x: Matrix;
  readonly names: readonly string[];
}

/** Most levels of a category before it is surely an identifier. */
const mostLevels = 200;

/** The levels of a categorical column, the reference level first: sorted by code point, numbers by value. */
export function levelsOf(who: string, table: Table, column: string, reference: string | null): readonly string[] {
  const cells = anyColumn(who, table, column);
  const distinct = [...new Set(Array.from(cells as readonly unknown[], String))]; // both kinds of column, as text
  const numeric = cells instanceof Float64Array;
  distinct.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
  if (reference === null) return distinct;
  if (!distinct.includes(reference)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `column "${column}" has no level "${reference}"`,
      hint: `it has ${distinct.slice(0, 20).join(", ")}`,
      facts: { column, level: reference },
    });
  }
  return [reference, ...distinct.filter((level) => level !== reference)];
}

function regressorsOf(who: string, table: Table, factor: Factor, full: boolean): readonly Regressor[] {
  const cells = anyColumn(who, table, factor.column);
  if (cells instanceof Float64Array && !factor.categorical) {
    return [{ name: factor.column, values: finiteColumn(who, table, factor.column, "mend it, or set missing: drop") }];
  }
  const levels = levelsOf(who, table, factor.column, null);
  if (levels.length > mostLevels) {
    throw new ImpactError({
      code: "data/not-numeric",
      who,
      what: `column "${factor.column}" has ${levels.length} different texts, too many for a category`,
      hint: "leave it out of the formula, or mend the cells that are not numbers",
      facts: { column: factor.column, levels: levels.length },
    });
  }
  return (full ? levels : levels.slice(1)).map((level) => ({
    name: `${factor.column}[T.${level}]`,
    values: Float64Array.from(cells as readonly unknown[], (cell) => (String(cell) === level ? 1 : 0)), // as above
  }));
}

/**
 * The regressors of a formula over a table without missing cells: numbers as they are, text as indicators of every level
 * but the first (treatment coding), products for interactions. Without an intercept the first category keeps all levels.
 */
export function designMatrix(who: string, table: Table, formula: Formula): DesignMatrix {
  const n = Object.values(table)[0]?.length ?? 0;
  const columns: Regressor[] = [];
  if (formula.intercept) columns.push({ name: "Intercept", values: new Float64Array(n).fill(1) });
  let needsFull = !formula.intercept;
  for (const term of formula.terms) {
    let product: readonly Regressor[] | null = null;
    for (const factor of term) {
      const categorical = factor.categorical || !(anyColumn(who, table, factor.column) instanceof Float64Array);
      const full = needsFull && categorical && term.length === 1;
      if (full) needsFull = false;
      const parts = regressorsOf(who, table, factor, full);
      product =
        product === null
          ? parts
          : product.flatMap((left) =>
              parts.map((right) => ({
                name: `${left.name}:${right.name}`,
                values: left.values.map((value, i) => value * right.values[i]!),
              })),
            );
    }
    columns.push(...(product ?? []));
  }
  const x = createMatrix(n, columns.length);
  columns.forEach(({ values }, j) => x.data.set(values, j * n));
  return { x, names: columns.map(({ name }) => name) };
}
