import { numericCells } from "@ie/table";
import { codesOf } from "../../models/experiment/formula/codes.ts";
import { finding, listRows, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { Subject } from "../subject.ts";

const decimalComma = /^-?\d{1,3}(?:[. ]?\d{3})*,\d+$|^-?\d+,\d+$/;
const money = /^[\p{Sc}]\s?-?[\d.,]+$|^-?[\d.,]+\s?[\p{Sc}%]$/u;

function remedy(cells: readonly string[]): string {
  if (cells.every((cell) => decimalComma.test(cell))) return 'set decimal: "," in the source\'s configuration';
  if (cells.every((cell) => money.test(cell))) return "write the number alone, without its sign of currency or percent";
  return "mend the cells, or leave them empty where the value is missing";
}

/** Size beyond which squares are no numbers. */
const largest = 1e140;

/** Most levels of a category. */
const mostLevels = 200;

/** A covariate of text: too many texts for a category, or numbers that some cells have made text. */
function category(name: string, cells: readonly string[]): readonly DataFinding[] {
  const { levels } = codesOf(cells);
  const values = numericCells(cells);
  const rows: number[] = [];
  values.forEach((value, i) => Number.isNaN(value) && cells[i] !== "" && rows.push(i + 1));
  const isMixed = rows.length > 0 && 2 * rows.length < cells.length;
  const isTooMany = levels.length > mostLevels;
  if (!isTooMany && !isMixed) return [];
  const row = isMixed ? rows[0]! : 1;
  return [
    finding({
      severity: isTooMany ? "error" : "warning",
      code: "data/not-numeric",
      column: name,
      row,
      count: isMixed ? rows.length : levels.length,
      message: isMixed
        ? `covariate "${name}" holds numbers, and ${shown(cells[row - 1]!, name)} in ${listRows(rows)}, so it counts as ${levels.length} categories`
        : `covariate "${name}" has ${levels.length} different texts, too many for categories`,
      fix: isMixed
        ? "mend the cells, or leave them empty where the value is missing"
        : "leave it out, or group its values",
    }),
  ];
}

/** Text where the model needs numbers, and numbers that are not finite. */
export function numbers({ table, numbers: names, covariates }: Subject): readonly DataFinding[] {
  return [...new Set([...names, ...covariates])].flatMap((name) => {
    const cells = table[name]!;
    if (cells instanceof Float64Array) {
      const rows: number[] = [];
      cells.forEach((value, i) => Math.abs(value) > largest && rows.push(i + 1));
      if (rows.length === 0) return [];
      const first = cells[rows[0]! - 1]!;
      return finding({
        severity: "error",
        code: Number.isFinite(first) ? "data/out-of-range" : "data/not-finite",
        column: name,
        row: rows[0]!,
        count: rows.length,
        message: `column "${name}" is ${first} in ${listRows(rows)}`,
        fix: Number.isFinite(first)
          ? "give the column in another unit"
          : "give a finite number, or leave the cell empty",
      });
    }
    if (!names.includes(name)) return category(name, cells);
    const values = numericCells(cells);
    const rows: number[] = [];
    values.forEach((value, i) => Number.isNaN(value) && cells[i] !== "" && rows.push(i + 1));
    const [first] = rows;
    if (first === undefined && cells.every((cell) => cell === "")) return []; // the check of missing cells says so
    if (first === undefined) {
      return finding({
        severity: "error",
        code: "data/not-numeric",
        column: name,
        row: 1,
        count: cells.length,
        message: `column "${name}" holds numbers written as text, such as ${shown(cells[0] ?? "", name)}`,
        fix: "leading zeros or too many digits make a column text; write plain numbers, or take it out of text_columns",
      });
    }
    const faulty = rows.map((row) => cells[row - 1]!);
    return finding({
      severity: "error",
      code: "data/not-numeric",
      column: name,
      row: first,
      count: rows.length,
      message: `column "${name}" must hold numbers and has ${shown(faulty[0]!, name)} in ${listRows(rows)}`,
      fix: remedy(faulty),
    });
  });
}
