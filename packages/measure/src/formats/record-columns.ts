import type { CodedBatch, CodedText } from "@ie/table";

/** Cells of records, which may lack some, as columns. */
export interface RecordColumns {
  /** Takes the next record; the name of a cell that is neither number, text, boolean nor null, and what is wrong with it. */
  add(record: Readonly<Record<string, unknown>>): RecordFault | null;
  /** All rows so far, and those that were not taken. */
  rows(): number;
  waiting(): number;
  /** The rows that were not taken; a column of gaps alone holds numbers. */
  take(): CodedBatch;
}

export interface RecordFault {
  readonly column: string;
  readonly what: "nested" | "unsafe" | "text" | "number";
  readonly value: unknown;
}

interface Growing {
  kind: "number" | "text" | null;
  values: Float64Array;
  codes: Uint32Array;
  readonly known: Map<string, number>;
  readonly dictionary: string[];
}

/** `text`: columns whose numbers and booleans become texts; `missing`: texts that are gaps. */
export function recordColumns(
  isRead: (name: string) => boolean,
  text: ReadonlySet<string>,
  missing: ReadonlySet<string>,
): RecordColumns {
  const columns = new Map<string, Growing>();
  let rows = 0;
  let taken = 0;
  let capacity = 1024;

  function columnOf(name: string): Growing {
    let column = columns.get(name);
    if (column === undefined) {
      column = {
        kind: text.has(name) ? "text" : null,
        values: new Float64Array(capacity).fill(NaN),
        codes: new Uint32Array(capacity),
        known: new Map([["", 0]]),
        dictionary: [""],
      };
      columns.set(name, column);
    }
    return column;
  }

  function grow(): void {
    for (const column of columns.values()) {
      const values = new Float64Array(2 * capacity).fill(NaN);
      values.set(column.values);
      column.values = values;
      const codes = new Uint32Array(2 * capacity);
      codes.set(column.codes);
      column.codes = codes;
    }
    capacity *= 2;
  }

  function put(name: string, cell: unknown): RecordFault | null {
    const column = columnOf(name);
    if (cell === null || cell === undefined || (typeof cell === "string" && missing.has(cell))) return null;
    if (typeof cell === "object") return { column: name, what: "nested", value: cell };
    if (typeof cell === "number" && Number.isInteger(cell) && !Number.isSafeInteger(cell)) {
      return { column: name, what: "unsafe", value: cell };
    }
    if (typeof cell === "string" || column.kind === "text") {
      if (column.kind === "number") return { column: name, what: "text", value: cell };
      if (column.kind === "text" && typeof cell !== "string" && !text.has(name)) {
        return { column: name, what: "number", value: cell };
      }
      column.kind = "text";
      const own = typeof cell === "string" ? cell : JSON.stringify(cell);
      let code = column.known.get(own);
      if (code === undefined) {
        code = column.dictionary.push(own) - 1;
        column.known.set(own, code);
      }
      column.codes[rows] = code;
      return null;
    }
    column.kind = "number";
    column.values[rows] = Number(cell);
    return null;
  }

  return {
    add(record) {
      if (rows === capacity) grow();
      for (const name of Object.keys(record)) {
        const fault = isRead(name) ? put(name, record[name]) : null;
        if (fault !== null) return fault;
      }
      rows++;
      return null;
    },
    rows: () => taken + rows,
    waiting: () => rows,
    take() {
      const batch = new Map<string, Float64Array | CodedText>();
      for (const [name, column] of columns) {
        const { kind, values, codes, dictionary } = column;
        batch.set(name, kind === "text" ? { codes: codes.subarray(0, rows), dictionary } : values.subarray(0, rows));
        column.values = new Float64Array(capacity).fill(NaN);
        column.codes = new Uint32Array(capacity);
      }
      const size = rows;
      taken += size;
      rows = 0;
      return { rows: size, columns: batch };
    },
  };
}
