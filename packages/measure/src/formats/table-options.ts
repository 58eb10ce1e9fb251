/** What the cells of a column become. */
export type ColumnType = "number" | "text" | "boolean" | "date";

/** How the cells of a file become a table. {@link defaultTableOptions} has what is usual. */
export interface TableOptions {
  /** Null: by the name's ending, else by the first bytes. */
  readonly format: "csv" | "json" | "ndjson" | "parquet" | null;
  /** Null: by the first bytes. */
  readonly compression: "none" | "gzip" | "zstd" | null;
  /** A label of the Encoding standard; null for UTF-8, which is checked. */
  readonly encoding: string | null;
  /** Null: whichever occurs most often in the header. */
  readonly delimiter: "," | ";" | "\t" | "|" | null;
  readonly decimal: "." | ",";
  /** Between groups of three digits; null for none. */
  readonly thousands: "," | "." | " " | "'" | "_" | null;
  /** Names in the file by name in the table, the other columns keeping theirs; or the only names to read. */
  readonly columns: Readonly<Record<string, string>> | readonly string[];
  /** By name in the table; the other columns are what their cells are. */
  readonly types: Readonly<Record<string, ColumnType>>;
  /** Columns to keep as text although they look like numbers. */
  readonly textColumns: readonly string[];
  /** Column that `dateFormat` and `timeZone` are meant for, beside those of type date. */
  readonly dateColumn: string;
  /** Null for ISO 8601. */
  readonly dateFormat: string | null;
  /** IANA name of the zone in which instants have their date. */
  readonly timeZone: string | null;
  /** Cells that are missing; null for the empty one and, in columns of numbers, NA, NaN and null. */
  readonly missingValues: readonly string[] | null;
  /** Most bytes read, after decompression, of all files together. */
  readonly maxBytes: number;
}

export const defaultTableOptions: TableOptions = {
  format: null,
  compression: null,
  encoding: null,
  delimiter: null,
  decimal: ".",
  thousands: null,
  columns: {},
  types: {},
  textColumns: [],
  dateColumn: "date",
  dateFormat: null,
  timeZone: null,
  missingValues: null,
  maxBytes: 1_000_000_000,
};
