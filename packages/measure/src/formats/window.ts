import type { CodedBatch, CodedText } from "@ie/table";
import { canonicalDate } from "../columns.ts";

/** Rows whose dates are wanted. */
export interface DateWindow {
  /** The column of dates, by its name in the file. */
  readonly column: string;
  /** First and last date, both included; null for no end. */
  readonly from: string | null;
  readonly to: string | null;
}

/** The last date is wanted with all its hours. */
export function isWithin(date: string, { from, to }: Pick<DateWindow, "from" | "to">): boolean {
  return (from === null || date >= from) && (to === null || date.slice(0, to.length) <= to);
}

/** Keeps the rows of batches that lie within a window. */
export interface WindowFilter {
  /** The batch without the other rows; null where a cell of the column of dates is none. */
  apply(batch: CodedBatch): CodedBatch | null;
}

const [unread, out, within, none] = [0, 1, 2, 3] as const;

export function createWindowFilter(window: DateWindow): WindowFilter {
  let known: { readonly dictionary: readonly string[]; readonly states: Uint8Array } | null = null;
  let rows = new Uint32Array(0);

  function stateOf(text: string): number {
    const date = canonicalDate(text);
    return date === null ? none : isWithin(date, window) ? within : out;
  }

  /** How many rows are within; their places are in `rows`. */
  function find({ codes, dictionary }: CodedText): number | null {
    if (known?.dictionary !== dictionary || known.states.length < dictionary.length)
      known = { dictionary, states: new Uint8Array(2 * dictionary.length) };
    const { states } = known;
    if (rows.length < codes.length) rows = new Uint32Array(codes.length);
    let count = 0;
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i]!;
      let state = states[code]!;
      if (state === unread) {
        state = stateOf(dictionary[code]!);
        states[code] = state;
      }
      if (state === none) return null;
      if (state === within) rows[count++] = i;
    }
    return count;
  }

  return {
    apply(batch) {
      const dates = batch.columns.get(window.column);
      // A number is no date.
      const count = dates === undefined || dates instanceof Float64Array ? null : find(dates);
      if (count === null || count === batch.rows) return count === null ? null : batch;
      const kept = rows.subarray(0, count);
      const columns = Array.from(batch.columns, ([name, column]): [string, Float64Array | CodedText] => [
        name,
        column instanceof Float64Array
          ? Float64Array.from(kept, (i) => column[i]!)
          : { codes: kept.map((i) => column.codes[i]!), dictionary: column.dictionary },
      ]);
      return { rows: count, columns: new Map(columns) };
    },
  };
}
