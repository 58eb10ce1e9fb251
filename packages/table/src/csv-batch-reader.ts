import { batchColumn, type BatchColumn } from "./csv-batch-column.ts";
import { csvIssues, lineCounter } from "./csv-issues.ts";
import { type CsvLayout, csvLayout } from "./csv-layout.ts";
import { exceedsLimits } from "./csv-limits.ts";
import { type CsvBatchOptions } from "./csv-batches.ts";
import { type CsvRow, eachCsvRow } from "./csv-rows.ts";
import { checkCsvOptions } from "./parse-csv.ts";
import { quote, quoteAll } from "./quote.ts";
import { checkHeader, mostColumns } from "./read-csv.ts";
import { type Table, tableOf } from "./table.ts";

/** A row that has not ended after as many characters never does: its quote is not closed. */
const longestRow = 2 ** 22;

/** Reads a text piece by piece. */
export interface BatchReader {
  /**
   * The rows of a piece that have certainly ended (all, of the last piece), and how many characters they are; the next piece goes on
   * from there. The table is null where there is no row.
   */
  read(piece: string, isLast: boolean): { readonly table: Table | null; readonly consumed: number };
}

/** The state of `csvBatches` between batches. */
export function batchReader(options: CsvBatchOptions): BatchReader {
  checkCsvOptions("csvBatches", options);
  const { decimal = ".", text: textNames = [], columns: wanted = null } = options;
  let layout: CsvLayout | null = null;
  let names: readonly string[] | null = null;
  let columns: readonly (BatchColumn | null)[] = [];
  let linesBefore = 0;
  let row = 0;

  function fail(line: number, what: string): never {
    throw new RangeError(`csvBatches: line ${linesBefore + line}: ${what}`);
  }

  function takeHeader({ cells }: CsvRow, line: number): void {
    if (cells.length > mostColumns) {
      fail(line, `the header has ${cells.length} names; at most ${mostColumns} are read`);
    }
    const own = checkHeader(cells, (_, what) => fail(line, what));
    const missing = wanted?.filter((name) => !own.has(name)) ?? [];
    if (missing.length > 0) {
      throw new RangeError(`csvBatches: no column ${quoteAll(missing)}; the text has ${quoteAll([...own.keys()])}`);
    }
    names = cells;
    columns = cells.map((name) =>
      wanted === null || wanted.includes(name) ? batchColumn(textNames.includes(name), decimal) : null,
    );
  }

  function takeRow({ cells, unclosed, misquoted }: CsvRow, lineOf: () => number): void {
    if (misquoted) fail(lineOf(), 'text follows a closing quote; write a quote inside a quoted cell as ""');
    if (unclosed) fail(lineOf(), "a quote is not closed; the text ends inside it");
    if (names === null) {
      takeHeader({ cells, start: 0, unclosed, misquoted }, lineOf());
      return;
    }
    row++;
    if (cells.length !== names.length) {
      const which = cells.length < names.length ? "few" : "many";
      fail(lineOf(), `too ${which} cells, ${cells.length}; the header has ${names.length}`);
    }
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]!;
      if (column !== null && !column.push(cells[i]!)) {
        const found = `${quote(cells[i])} in data row ${row} is no number`;
        const advice = "mend the cell, or list the column as text";
        fail(lineOf(), `column ${quote(names[i])} held numbers so far, and ${found}; ${advice}`);
      }
    }
  }

  return {
    read(piece, isLast) {
      if (layout === null || names === null) {
        const detected = csvLayout(piece, decimal);
        layout = { ...detected, delimiter: options.delimiter ?? detected.delimiter };
      }
      const { newline } = layout;
      const issues = csvIssues();
      if (exceedsLimits(piece, newline, issues)) {
        const [issue] = issues.list();
        fail(issue!.line, issue!.message.replace(/^line \d+: /, "")); // exceedsLimits has added one
      }
      const lineOf = lineCounter(piece, newline);
      let waiting: CsvRow | null = null;
      const take = (next: CsvRow): void => takeRow(next, () => lineOf(next.start));
      eachCsvRow(piece, layout, (next) => {
        if (waiting !== null) take(waiting);
        waiting = next;
        return true;
      });
      waiting = waiting as CsvRow | null; // assigned in the callback
      if (isLast && waiting !== null) take(waiting);
      const consumed = isLast || waiting === null ? piece.length : waiting.start;
      if (consumed === 0 && piece.length > longestRow) fail(1, `a row does not end within ${longestRow} characters`);
      if (isLast && names === null) fail(1, "no header; the text is empty");
      linesBefore += lineOf(consumed) - 1;
      const ready = columns.map((column) => column?.take() ?? null);
      const filled = ready.some((column) => column !== null && column.length > 0);
      const entries = (names ?? []).flatMap((name, i) => (ready[i] ? [[name, ready[i]] as const] : []));
      return { table: filled ? tableOf(entries) : null, consumed };
    },
  };
}
