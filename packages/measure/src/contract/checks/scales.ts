import type { Table } from "@ie/contracts";
import { finding, listRows, type DataFinding } from "../finding.ts";
import type { TableContext } from "./index.ts";

const money =
  /(?:^|_)(?:revenue|sales|price|spend|spending|cost|costs|amount|turnover|gmv|aov|umsatz|preis|betrag|kosten|ausgaben|prix|montant|precio|ventas|importe|prezzo|fatturato)(?:_|$)/i;
/** Amounts of which refunds make no sense. */
const price = /(?:^|_)(?:price|preis|prix|precio|prezzo)(?:_|$)/i;
const share =
  /(?:^|_)(?:rate|share|pct|perc|percent|percentage|ctr|cvr|conversion|quote|anteil|prozent|taux|porcentaje)(?:_|$)/i;

function rowsWhere(cells: Float64Array, holds: (value: number) => boolean): number[] {
  const rows: number[] = [];
  cells.forEach((value, i) => holds(value) && rows.push(i + 1));
  return rows;
}

/** Columns of money below 0, shares mixed with percentages, and columns of one value that the model does not read. */
export function scales(table: Table, { needed }: TableContext): readonly DataFinding[] {
  return Object.entries(table).flatMap(([column, cells]) => {
    const say = (
      severity: DataFinding["severity"],
      code: DataFinding["code"],
      rows: readonly number[],
      message: string,
      fix: string,
    ): DataFinding => finding({ severity, code, column, row: rows[0] ?? null, count: rows.length, message, fix });
    const found: DataFinding[] = [];
    const title = column.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1_$2").replaceAll(/[^\p{L}\p{N}]+/gu, "_");
    if (cells instanceof Float64Array) {
      const below = money.test(title) ? rowsWhere(cells, (value) => value < 0) : [];
      const isPrice = price.test(title);
      if (below.length > 0) {
        found.push(
          say(
            isPrice ? "warning" : "note",
            "data/negative-amount",
            below,
            `column "${column}" is below 0 in ${listRows(below)}`,
            isPrice ? "no price is; mend the cells" : "look whether these are refunds that belong in, or mistakes",
          ),
        );
      }
      const isShare = share.test(title);
      const above = isShare ? rowsWhere(cells, (value) => value > 1) : [];
      const within = isShare ? rowsWhere(cells, (value) => value > 0 && value < 1).length : 0;
      if (above.length > 0 && within > above.length) {
        found.push(
          say(
            "warning",
            "data/mixed-scale",
            above,
            `column "${column}" holds shares of 0 to 1, and ${cells[above[0]! - 1]} in ${listRows(above)}`,
            "write all as shares, or all as percentages",
          ),
        );
      } else if (above.length > 0) {
        const over = rowsWhere(cells, (value) => value > 100);
        if (over.length > 0 && over.length < above.length / 2) {
          found.push(
            say(
              "warning",
              "data/mixed-scale",
              over,
              `column "${column}" holds percentages, and ${cells[over[0]! - 1]} in ${listRows(over)}`,
              "look whether these are right",
            ),
          );
        }
      }
    }
    const first = cells[0];
    const isConstant =
      cells.length > 1 && (cells as readonly (string | number)[]).every((cell) => Object.is(cell, first)); // both kinds of column
    if (isConstant && !needed.includes(column)) {
      const isEmpty = first === "" || Number.isNaN(first);
      found.push(
        say(
          "note",
          "data/no-variation",
          [1],
          isEmpty ? `column "${column}" is empty` : `column "${column}" is the same in every row`,
          "it says nothing; leave it out",
        ),
      );
    }
    return found;
  });
}
