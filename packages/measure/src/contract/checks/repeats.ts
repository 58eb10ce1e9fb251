import type { Column, Table } from "@ie/contracts";
import { rowCount } from "@ie/table";
import { codesOf } from "../../models/experiment/formula/codes.ts";
import { finding, listRows, type DataFinding } from "../finding.ts";

/** Share of repeated rows from which on they are the nature of the table, not a mistake. */
const most = 0.2;

/** Codes of rows by the columns together: equal numbers for equal rows. */
function rowCodes(columns: readonly Column[], n: number): Int32Array {
  let codes = new Int32Array(n);
  for (const column of columns) {
    const { levels, codes: own } = codesOf(column);
    const known = new Map<number, number>();
    codes = codes.map((code, i) => {
      const key = code * (levels.length + 1) + own[i]! + 1;
      let place = known.get(key);
      if (place === undefined) known.set(key, (place = known.size));
      return place;
    });
    if (known.size === n) return codes;
  }
  return codes;
}

/** Whether every row stands there equally often: a whole export that ran more than once. */
function isCopied(codes: Int32Array, distinct: number): boolean {
  const counts = new Int32Array(distinct);
  for (const code of codes) counts[code]! += 1;
  return counts.every((count) => count === counts[0]);
}

/** Fewest different rows of which equal counts are no chance. */
const enough = 10;

/** Rows that stand twice in every cell, of tables in which hardly any do or all do. */
export function repeats(table: Table): readonly DataFinding[] {
  const n = rowCount(table);
  const columns = Object.values(table);
  // Two or three columns of few values repeat by chance.
  if (n < 10 || columns.length < 3) return [];
  const codes = rowCodes(columns, n);
  const first = new Map<number, number>();
  const rows: number[] = [];
  for (let i = 0; i < n; i++) {
    if (first.has(codes[i]!)) rows.push(i + 1);
    else first.set(codes[i]!, i + 1);
  }
  const [row] = rows;
  if (row === undefined) return [];
  if (rows.length > most * n && !(first.size >= enough && isCopied(codes, first.size))) return [];
  return [
    finding({
      severity: "warning",
      code: "data/repeated-row",
      row,
      count: rows.length,
      message: `${listRows(rows)} repeat${rows.length === 1 ? "s" : ""} earlier rows in every cell, the first of them row ${first.get(codes[row - 1]!)}`,
      fix: "look whether an export ran twice, and remove the copies",
    }),
  ];
}
