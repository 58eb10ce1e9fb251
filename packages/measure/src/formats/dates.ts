import { isIsoDate } from "@ie/table";

/** The date of a cell as "YYYY-MM-DD"; null where it is none. */
export type DateReader = (cell: string) => string | null;

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?)?$/;
const day = 86_400_000;
const parts: Readonly<Record<string, string>> = {
  YYYY: "(?<y>\\d{4})",
  MM: "(?<m>\\d\\d)",
  M: "(?<m>\\d\\d?)",
  DD: "(?<d>\\d\\d)",
  D: "(?<d>\\d\\d?)",
  HH: "\\d\\d",
  mm: "\\d\\d",
  ss: "\\d\\d(?:\\.\\d+)?",
};
const epochs: Readonly<Record<string, number>> = { epoch_seconds: 1000, epoch_milliseconds: 1 };

/** The expression of a format of YYYY, MM or M, DD or D, HH, mm, ss and marks; null where it is none. */
function formatPattern(format: string): RegExp | null {
  let source = "";
  const seen: string[] = [];
  for (const [piece] of format.matchAll(/YYYY|MM?|DD?|HH|mm|ss|[^]/g)) {
    const own = Object.hasOwn(parts, piece) ? parts[piece] : undefined;
    if (own === undefined && /[A-SU-Za-z0-9]/.test(piece)) return null;
    if (own !== undefined) seen.push(piece[0]!);
    source += own ?? piece.replace(/[.*+?^${}()|[\]\\/-]/, "\\$&");
  }
  const once = (letter: string): boolean => seen.filter((other) => other === letter).length === 1;
  return once("Y") && once("M") && once("D") ? new RegExp(`^${source}$`) : null;
}

export function isDateFormat(format: string): boolean {
  return Object.hasOwn(epochs, format) || formatPattern(format) !== null;
}

export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** The date in a zone of milliseconds since 1970. */
function zonedDate(timeZone: string): (instant: number) => string | null {
  const formatter = new Intl.DateTimeFormat("en-CA-u-ca-iso8601-nu-latn", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const offsetAt = (instant: number): number => {
    const found = Object.fromEntries(formatter.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = NaN, month = NaN, day: date = NaN, hour = NaN, minute = NaN, second = NaN } = found;
    return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };
  // Clocks have changed at whole quarters of an hour since 1972.
  const quarter = 900_000;
  const known = new Map<number, number>();
  return (instant) => {
    if (!Number.isFinite(instant) || Math.abs(instant) > 8.64e15) return null;
    const key = Math.floor(instant / quarter);
    let offset = known.get(key);
    if (offset === undefined) {
      offset = offsetAt(instant);
      if (instant >= 63_072_000_000 && known.size < 100_000) known.set(key, offset);
    }
    return dateOf(instant + offset);
  };
}

/** "YYYY-MM-DD" of milliseconds since 1970 in UTC; null outside the years 0000 to 9999. */
export function dateOf(instant: number): string | null {
  const whole = Math.floor(instant / day) * day;
  if (!(Math.abs(whole) <= 8.64e15)) return null;
  const text = new Date(whole).toISOString();
  return text.length === 24 ? text.slice(0, 10) : null;
}

/** A reader of dates in `format`, null for ISO 8601. Without a zone instants have their date in UTC, and offsets beside UTC are no dates. */
export function dateReader(format: string | null, timeZone: string | null): DateReader {
  const zoned = timeZone === null ? dateOf : zonedDate(timeZone);
  if (format !== null && Object.hasOwn(epochs, format)) {
    const unit = epochs[format] ?? 1;
    return (cell) => (/^[+-]?\d+(?:\.\d*)?$/.test(cell.trim()) ? zoned(Number(cell) * unit) : null);
  }
  if (format !== null) {
    const pattern = formatPattern(format) ?? /^$/;
    return (cell) => {
      const { y = "", m = "", d = "" } = pattern.exec(cell.trim())?.groups ?? {};
      const date = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
      return isIsoDate(date) ? date : null;
    };
  }
  return (cell) => {
    const [, date, hour, minute, second, offset] = iso.exec(cell.trim()) ?? [];
    if (date === undefined || !isIsoDate(date)) return null;
    if (hour === undefined) return date;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null;
    if (offset === undefined) return date;
    const ahead = offset === "Z" ? 0 : minutesAhead(offset);
    if (timeZone === null) return ahead === 0 ? date : null;
    const local = Date.UTC(
      +date.slice(0, 4),
      +date.slice(5, 7) - 1,
      +date.slice(8),
      +hour,
      Number(minute),
      Number(second ?? 0),
    );
    return zoned(local - ahead * 60_000);
  };
}

function minutesAhead(offset: string): number {
  const [hours = "0", minutes = "0"] = offset.slice(1).match(/\d\d/g) ?? [];
  return (offset.startsWith("-") ? -1 : 1) * (60 * Number(hours) + Number(minutes));
}

/** What to do about cells that are no dates. */
export function dateHint(format: string | null, cells: readonly string[]): string {
  if (format !== null)
    return `date_format is ${JSON.stringify(format)}; mend the cells, or give the format that they have`;
  const [cell = ""] = cells;
  if (iso.exec(cell)?.[5] !== undefined) return "the time has an offset from UTC; set time_zone, such as Europe/Berlin";
  const numeric = cells
    .map((each) => /^(\d{1,2})([./-])(\d{1,2})[./-]\d{4}$/.exec(each))
    .filter((match) => match !== null);
  if (numeric.length > 0) {
    const [, , mark = "/"] = numeric[0] ?? [];
    const wide = numeric.every((match) => match[0].length === 10);
    const [d, m] = wide ? ["DD", "MM"] : ["D", "M"];
    const dayFirst = `"${[d, m, "YYYY"].join(mark)}"`;
    const monthFirst = `"${[m, d, "YYYY"].join(mark)}"`;
    if (numeric.some((match) => Number(match[1]) > 12)) return `set date_format: ${dayFirst}`;
    if (numeric.some((match) => Number(match[3]) > 12)) return `set date_format: ${monthFirst}`;
    return `the day may come first or second; set date_format: ${dayFirst} or ${monthFirst}`;
  }
  if (/^\d{8}$/.test(cell)) return 'set date_format: "YYYYMMDD"';
  if (/^\d{9,10}$/.test(cell)) return "set date_format: epoch_seconds";
  if (/^\d{12,13}$/.test(cell)) return "set date_format: epoch_milliseconds";
  return "write dates as YYYY-MM-DD, or set date_format";
}
