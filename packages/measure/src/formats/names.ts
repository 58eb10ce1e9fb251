import { missingColumn, unreadable } from "./faults.ts";
import type { ColumnType, TableOptions } from "./table-options.ts";

/** Columns by their names in the file and in the table, and what the options say of them, by the names in the file. */
export interface Names {
  inTable(own: string): string;
  inFile(name: string): string;
  /** Null for all. */
  readonly only: ReadonlySet<string> | null;
  readonly text: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  readonly dates: ReadonlySet<string>;
  /** Throws `data/missing-column` where the options name a column that is not among `own`. */
  requireAll(who: string, path: string, own: readonly string[]): void;
  /** Throws `data/unreadable` where two of `own` would have one name in the table. */
  requireDistinct(who: string, path: string, own: readonly string[]): void;
  /** What the cells of a column of the file become; null for what they are. */
  typeOf(own: string): ColumnType | null;
}

export function namesOf({ columns, types, textColumns, dateColumn, dateFormat, timeZone }: TableOptions): Names {
  const renamed = Array.isArray(columns) ? {} : (columns as Readonly<Record<string, string>>); // it is one of the two
  const only = Array.isArray(columns) ? new Set(columns as readonly string[]) : null;
  const back = new Map(Object.entries(renamed).map(([name, own]) => [own, name]));
  const inFile = (name: string): string => (Object.hasOwn(renamed, name) ? (renamed[name] ?? name) : name);
  const inTable = (own: string): string => back.get(own) ?? own;
  const ofType = (wanted: string): string[] =>
    Object.entries(types).flatMap(([name, type]) => (type === wanted ? [inFile(name)] : []));
  const dates = new Set(ofType("date"));
  if (dateFormat !== null || timeZone !== null) dates.add(inFile(dateColumn));
  return {
    inTable,
    inFile,
    only,
    text: new Set([...textColumns.map(inFile), ...ofType("text"), ...ofType("boolean"), ...dates]),
    numbers: new Set(ofType("number")),
    dates,
    requireAll(who, path, own) {
      for (const name of Object.keys(renamed)) {
        if (!own.includes(inFile(name))) throw missingColumn(who, path, inFile(name), own);
      }
      for (const name of Object.keys(types)) {
        if (!own.includes(inFile(name))) throw missingColumn(who, path, inFile(name), own);
      }
    },
    requireDistinct(who, path, own) {
      const known = new Set<string>();
      for (const name of own.map(inTable)) {
        if (known.has(name))
          throw unreadable(who, path, `two columns would be called "${name}"`, "choose another name in columns");
        known.add(name);
      }
    },
    typeOf(own) {
      const name = inTable(own);
      return Object.hasOwn(types, name) ? (types[name] ?? null) : dates.has(own) ? "date" : null;
    },
  };
}
