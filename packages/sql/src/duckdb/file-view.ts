import { ImpactError } from "@ie/contracts";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../dialect.ts";
import { quoteList, quoteText } from "./engine-message.ts";

export interface ViewedFiles {
  /** As the options have it. */
  readonly path: string;
  /** Real paths. */
  readonly found: readonly string[];
  readonly textColumns: readonly string[];
  readonly decimal: "." | ",";
}

/**
 * The call that reads the files. Left alone the engine would skip lines that do not fit, forget quotes that its sample lacks and take 01/02/2024
 * for whichever date it likes; here a CSV has a header, quotes, and dates as YYYY-MM-DD, or it is an error.
 */
export async function readerOf(connection: DuckDBConnection, files: ViewedFiles): Promise<string> {
  const { path, found } = files;
  const isParquet = (file: string): boolean => /\.parquet$/i.test(file);
  if (found.every(isParquet))
    return `read_parquet(${quoteList(found)}${found.length > 1 ? ", hive_partitioning = true" : ""})`;
  if (found.some(isParquet)) {
    throw unreadable(
      path,
      "the folder holds both CSV and Parquet files",
      "give each kind a folder and a name of its own",
    );
  }
  return found.length === 1 ? readerOfOne(connection, files) : readerOfMany(connection, files);
}

const layout = `header = true, skip = 0, quote = '"', escape = '"'`;
const isoDates = "dateformat = '%Y-%m-%d'";

function decimals({ decimal }: ViewedFiles): string {
  return decimal === "." ? "" : `, decimal_separator = '${decimal}'`;
}

/** What the engine finds out about a file. */
interface Sniffed {
  readonly Delimiter: string;
  readonly TimestampFormat: string | null;
  readonly Columns: readonly { readonly name: string; readonly type: string }[];
}

/** Looked into once, here: a view that had to find it out would do so again in every statement. */
async function readerOfOne(connection: DuckDBConnection, files: ViewedFiles): Promise<string> {
  const { path, found, textColumns } = files;
  const [file = ""] = found;
  const reader = await connection.runAndReadAll(
    `SELECT Delimiter, TimestampFormat, Columns FROM sniff_csv(${quoteText(file)}, ${layout}, ${isoDates}${decimals(files)})`,
  );
  const [sniffed] = reader.getRowObjectsJson() as unknown as readonly Sniffed[]; // as the statement asks
  if (sniffed === undefined) throw unreadable(path, "it is empty", "write a header and rows");
  const { Delimiter: delimiter, TimestampFormat: timestampFormat, Columns: columns } = sniffed;
  const [first] = columns;
  if (columns.length === 1 && first !== undefined && /[,;\t|]/.test(first.name)) {
    await readRagged(connection, file, first.name);
    const what = `its lines have other numbers of cells than its header, ${quoteText(first.name)}`;
    throw unreadable(path, what, "mend them");
  }
  const isIso = timestampFormat === null || timestampFormat.startsWith("%Y-%m-%d");
  const all = columns.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
  const texts = `read_csv(${quoteText(file)}, auto_detect = false, delim = ${quoteText(delimiter)}, columns = {${all}}, ${layout})`;
  const odd = await oddDates(connection, texts, columns);
  const typeOf = ({ name, type }: Sniffed["Columns"][number]): string =>
    textColumns.includes(name) || odd.has(name) || (type === "TIMESTAMP" && !isIso) ? "VARCHAR" : type;
  const types = columns.map((column) => `${quoteText(column.name)}: ${quoteText(typeOf(column))}`);
  // Without a format of dates, which costs a quarter more: what is a date here reads as YYYY-MM-DD, as the look has shown.
  return `read_csv(${quoteText(file)}, auto_detect = false, delim = ${quoteText(delimiter)}, columns = {${types.join(", ")}}, ${layout}${decimals(files)})`;
}

/** Has the engine name the line that does not fit `header`, whose cells it has not told apart. */
async function readRagged(connection: DuckDBConnection, file: string, header: string): Promise<void> {
  const delimiter = /[,;\t|]/.exec(header)?.[0] ?? ",";
  const columns = header.split(delimiter).map((_, i) => `'c${i}': 'VARCHAR'`);
  await connection.run(
    `SELECT count(COLUMNS(*)) FROM read_csv(${quoteText(file)}, auto_detect = false, delim = ${quoteText(delimiter)}, columns = {${columns.join(", ")}}, ${layout})`,
  );
}

/** Columns that the engine takes for dates although their first cells have no year of four digits: 24-01-02 would be of the year 24. */
async function oddDates(
  connection: DuckDBConnection,
  texts: string,
  columns: Sniffed["Columns"],
): Promise<ReadonlySet<string>> {
  const dates = columns.filter(({ type }) => type === "DATE" || type === "TIMESTAMP");
  if (dates.length === 0) return new Set();
  const isDate = dates.map(({ name }) => `bool_and(regexp_matches(${quoteName(name)}, '^\\s*\\d{4}[-/]'))`);
  const reader = await connection.runAndReadAll(
    `SELECT ${isDate.join(", ")} FROM (SELECT ${dates.map(({ name }) => quoteName(name)).join(", ")} FROM ${texts} LIMIT 1000)`,
  );
  const [found = []] = reader.getRows();
  return new Set(dates.filter((_, i) => found[i] === false).map(({ name }) => name));
}

/** The files' columns are matched by their names; `key=value` folders are columns too. */
async function readerOfMany(connection: DuckDBConnection, files: ViewedFiles): Promise<string> {
  const { found, textColumns } = files;
  const format = `${layout}, ${isoDates}${decimals(files)}`;
  const read = `read_csv(${quoteList(found)}, ${format}, union_by_name = true, hive_partitioning = true`;
  if (textColumns.length === 0) return `${read})`;
  // A cast would come too late: 007 would be 7 by then.
  const prepared = await connection.prepare(`SELECT * FROM ${read})`);
  const names = new Set(Array.from({ length: prepared.columnCount }, (_, i) => prepared.columnName(i)));
  prepared.destroySync();
  const texts = textColumns.filter((name) => names.has(name)).map((name) => `${quoteText(name)}: 'VARCHAR'`);
  return texts.length === 0 ? `${read})` : `${read}, types = {${texts.join(", ")}})`;
}

function unreadable(path: string, what: string, hint: string): ImpactError {
  return new ImpactError({
    code: "data/unreadable",
    who: "duckdb",
    what: `cannot read "${path}": ${what}`,
    hint,
    facts: { path },
  });
}
