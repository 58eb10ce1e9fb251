import type { Table } from "@ie/contracts";
import { canonicalDate } from "../../columns.ts";
import { distinctTexts, rowsOf, type DistinctText } from "../distinct-texts.ts";
import { finding, listRows, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { TableContext } from "./index.ts";

const iso = "YYYY-MM-DD";

/** Ways to write a date. */
const formats: readonly (readonly [string, RegExp])[] = [
  [iso, /^\d{4}-\d{2}-\d{2}$/],
  [`${iso} with a time`, /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/],
  ["DD.MM.YYYY", /^\d{1,2}\.\d{1,2}\.\d{2,4}$/],
  ["numbers with slashes", /^\d{1,2}\/\d{1,2}\/\d{2,4}$/],
  ["numbers with hyphens", /^\d{1,2}-\d{1,2}-\d{2,4}$/],
  ["YYYY/MM/DD", /^\d{4}\/\d{1,2}\/\d{1,2}$/],
  ["names of months", /^(?:\d{1,2}[ .-]+)?\p{L}{3,9}\.?[ -]+(?:\d{1,2},? +)?\d{2,4}$/u],
];
/** Share of a column's cells that must look like dates before it is taken for one. */
const mostly = 0.8;

type Say = (
  severity: DataFinding["severity"],
  code: DataFinding["code"],
  texts: readonly DistinctText[],
  message: (where: string, first: string) => string,
  fix: string,
) => void;

/** Dates in more than one way of writing, or in one that leaves doubt. */
function writing(column: string, byFormat: ReadonlyMap<string, readonly DistinctText[]>, say: Say): void {
  const [most, other] = [...byFormat].sort(([, a], [, b]) => rowsOf(b).count - rowsOf(a).count);
  if (most === undefined) return;
  const [format, texts] = most;
  const fix = `write dates as ${iso}`;
  if (other !== undefined && !(format.startsWith(iso) && other[0].startsWith(iso))) {
    say(
      "warning",
      "data/mixed-dates",
      other[1],
      (where) => `column "${column}" writes dates as ${format}, and as ${other[0]} in ${where}`,
      fix,
    );
    return;
  }
  if (format.startsWith(iso)) return;
  const parts = texts.map(({ text }) => text.split(/\D+/).map(Number));
  const isOpen = /slashes|hyphens/.test(format) && parts.every(([a = 0, b = 0]) => a <= 12 && b <= 12);
  const doubt = isOpen ? ", and nothing tells days from months" : "";
  say(
    isOpen ? "warning" : "note",
    "data/mixed-dates",
    texts,
    (_, first) => `column "${column}" writes dates as ${format}, such as ${first}${doubt}`,
    fix,
  );
}

/** Times that are all the same and not midnight, as midnights of another time zone are; null where there are others. */
function sameTimes(texts: readonly DistinctText[]): string | null {
  const times = new Set(texts.map(({ text }) => canonicalDate(text)?.slice(11) ?? "none"));
  if (texts.length < 3 || times.size > 2 || times.has("") || times.has("none")) return null;
  return [...times].every((time) => /:(?:00|30|45)$/.test(time)) ? [...times].sort().join(" and ") : null;
}

function inColumn(column: string, cells: readonly string[], today: string | null): DataFinding[] {
  const byFormat = new Map<string, DistinctText[]>();
  let filled = 0;
  let dated = 0;
  for (const each of distinctTexts(cells)) {
    const { text, count } = each;
    if (text === "") continue;
    filled += count;
    const format = text.length > 40 ? undefined : formats.find(([, pattern]) => pattern.test(text))?.[0];
    if (format === undefined) continue;
    dated += count;
    const same = byFormat.get(format);
    if (same === undefined) byFormat.set(format, [each]);
    else same.push(each);
  }
  if (dated === 0 || dated < mostly * filled) return [];
  const found: DataFinding[] = [];
  const say: Say = (severity, code, texts, message, fix) => {
    const [first] = texts;
    if (first === undefined) return;
    const { rows, count } = rowsOf(texts);
    const text = message(listRows(rows, count), shown(first.text, column));
    const date = canonicalDate(first.text);
    found.push(finding({ severity, code, column, row: first.row, count, date, message: text, fix }));
  };
  writing(column, byFormat, say);
  const isoTexts = [...byFormat].flatMap(([name, texts]) => (name.startsWith(iso) ? texts : []));
  const isDay = (text: string): boolean => canonicalDate(text.slice(0, 10)) !== null;
  say(
    "warning",
    "data/not-finite",
    isoTexts.filter(({ text }) => !isDay(text)),
    (where, first) => `column "${column}" has ${first} in ${where}, which is no date of the calendar`,
    "mend the date",
  );
  say(
    "warning",
    "data/time-zone",
    isoTexts.filter(({ text }) => isDay(text) && canonicalDate(text) === null),
    (where, first) => `column "${column}" has a time zone or fractions of seconds in ${where}, such as ${first}`,
    "write times in one time zone as YYYY-MM-DDTHH:MM, or dates alone",
  );
  const shifted = sameTimes(isoTexts);
  say(
    "warning",
    "data/time-zone",
    shifted === null ? [] : isoTexts,
    () => `every date of column "${column}" is at ${shifted}, as midnights of another time zone are`,
    "take the dates in the time zone of the shop, or a day moves to its neighbour",
  );
  say(
    "warning",
    "data/future-date",
    today === null ? [] : isoTexts.filter(({ text }) => text.slice(0, 10) > today),
    (where, first) => `column "${column}" has ${first} in ${where}, later than today, ${today}`,
    "look whether these are plans or mistakes, and leave them out",
  );
  return found;
}

/** Columns of dates that are written in several ways, lie in the future, or were moved by a time zone. */
export function dateFormats(table: Table, { today }: TableContext): readonly DataFinding[] {
  return Object.entries(table).flatMap(([column, cells]) =>
    cells instanceof Float64Array ? [] : inColumn(column, cells, today),
  );
}
