import type { Table } from "@ie/contracts";
import { numericCells } from "@ie/table";
import { distinctTexts, rowsOf, type DistinctText } from "../distinct-texts.ts";
import { finding, listRows, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { TableContext } from "./index.ts";

/** UTF-8 read as Latin-1, and what could not be read. */
const garbled = /\uFFFD|Ã[\u0080-\u00BF]|Â[\u0080-\u00BF]|â€/;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
/** Different texts of a column beyond which they are no names. */
const mostNames = 10_000;

/** One spelling of what a person would take for the same name. */
function plain(text: string): string {
  return text.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
}

/** Names written in several ways, or with blanks around them. */
function variants(column: string, texts: readonly DistinctText[]): DataFinding[] {
  const spelt = new Map<string, DistinctText[]>();
  for (const each of texts) {
    const key = plain(each.text);
    const same = spelt.get(key);
    if (same === undefined) spelt.set(key, [each]);
    else same.push(each);
  }
  const several = [...spelt.values()].filter((same) => same.length > 1);
  const [first] = several;
  if (first !== undefined) {
    const [one, other] = first.toSorted((a, b) => b.count - a.count || a.row - b.row);
    if (one === undefined || other === undefined) return [];
    const message = `column "${column}" has ${shown(one.text, column)} and, from row ${other.row} on, ${shown(other.text, column)}`;
    const fix = "write each name in one way; they count as different";
    return [
      finding({
        severity: "warning",
        code: "data/spelling",
        column,
        row: other.row,
        count: several.length,
        message,
        fix,
      }),
    ];
  }
  const padded = texts.filter(({ text }) => text !== text.trim());
  const [blank] = padded;
  if (blank === undefined) return [];
  const message = `column "${column}" has blanks around ${shown(blank.text, column)} in row ${blank.row}`;
  return [
    finding({
      severity: "note",
      code: "data/spelling",
      column,
      row: blank.row,
      count: padded.length,
      message,
      fix: "remove them",
    }),
  ];
}

/** Numbers with some text among them; of a column that the model reads, its own check speaks. */
function mixed(column: string, texts: readonly DistinctText[]): DataFinding[] {
  const numbers = numericCells(texts.map(({ text }) => text));
  const others = texts.filter(({ text }, i) => Number.isNaN(numbers[i]) && text !== "");
  const known = rowsOf(texts.filter((_, i) => !Number.isNaN(numbers[i]))).count;
  const { rows, count } = rowsOf(others);
  const [first] = others;
  if (first === undefined || known <= count) return [];
  const message = `column "${column}" holds numbers, and ${shown(first.text, column)} in ${listRows(rows, count)}, so it is text`;
  const fix = "mend the cells, or leave them empty where the value is missing";
  return [finding({ severity: "note", code: "data/not-numeric", column, row: first.row, count, message, fix })];
}

function inColumn(column: string, cells: readonly string[], isNeeded: boolean): DataFinding[] {
  const texts = distinctTexts(cells);
  const encoding = (pattern: RegExp, what: string, fix: string): DataFinding[] => {
    const bad = texts.filter(({ text }) => pattern.test(text));
    const [first] = bad;
    if (first === undefined) return [];
    const message = `column "${column}" has ${what} in row ${first.row}: ${shown(first.text, column)}`;
    const { count } = rowsOf(bad);
    return [finding({ severity: "warning", code: "data/encoding", column, row: first.row, count, message, fix })];
  };
  return [
    ...encoding(garbled, "garbled letters", "export it as UTF-8 again"),
    ...encoding(control, "control characters", "remove them; equal names do not match otherwise"),
    ...(texts.length <= mostNames ? variants(column, texts) : []),
    ...(isNeeded ? [] : mixed(column, texts)),
  ];
}

/** Texts that are garbled or written in several ways. */
export function spellings(table: Table, { needed }: TableContext): readonly DataFinding[] {
  return Object.entries(table).flatMap(([column, cells]) =>
    cells instanceof Float64Array ? [] : inColumn(column, cells, needed.includes(column)),
  );
}
