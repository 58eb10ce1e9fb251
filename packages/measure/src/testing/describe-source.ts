import {
  isImpactError,
  unwrap,
  validate,
  type Batch,
  type Column,
  type Context,
  type DataSource,
  type Query,
  type Table,
} from "@ie/contracts";
import { expectThat, type TestRunner } from "@ie/contracts/testing";
import { createTable, plainTable, rowCount } from "@ie/table";
import { contextOf } from "../measure.ts";

export interface SourceExample {
  /** Options as a configuration writes them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** A window that holds some but not all of its dates, and has rows on its first and last; null where there are none. */
  readonly window: { readonly column: string; readonly from: string; readonly to: string } | null;
  /** The column that tells units apart; null where rows are units. */
  readonly unit: string | null;
  /** A number of units that it has, below all of them. */
  readonly sampleSize: number;
  /** How many units there are in all; left out where a source makes as many as are asked for. */
  readonly units?: number;
  /** A column and how many of its cells are unknown; left out where the rows have none. */
  readonly missing?: { readonly column: string; readonly count: number };
}

const everything: Query = { from: null, to: null, sampleSize: null };
/** Seeds tried before a sample counts as always the same. */
const otherSeeds = [2, 3, 4, 5, 6];

function bytesOf(table: Table): string {
  return JSON.stringify(
    Object.entries(table).map(([name, column]) => [
      name,
      // -0, NaN and Infinity have no JSON
      column instanceof Float64Array
        ? Array.from(column, (value) => (Object.is(value, -0) ? "-0" : String(value)))
        : column,
    ]),
  );
}

/** Rows of each unit; each row by itself where rows are units. */
function rowsByUnit(table: Table, unit: string | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const cells = unit === null ? Array.from({ length: rowCount(table) }, (_, i) => i) : table[unit];
  expectThat(cells !== undefined, `there is no column "${unit}"`);
  for (const cell of cells) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  return counts;
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
}

/** The batch may be written over. */
function copied(batch: Batch): Table {
  return createTable(plainTable(batch));
}

/** Tables one below the other. */
function joined(tables: readonly Table[]): Table {
  const [first = {}] = tables;
  const join = (name: string, column: Column): Column =>
    column instanceof Float64Array
      ? Float64Array.from(tables.flatMap((each) => Array.from(each[name] as Float64Array))) // of the same kind in all
      : tables.flatMap((each) => [...(each[name] as readonly string[])]);
  return Object.fromEntries(Object.entries(first).map(([name, column]) => [name, join(name, column)]));
}

/**
 * The suite that every source passes: equal and frozen columns, the same bytes for the same query, the window with both of its ends, seeded
 * samples of whole units, unknown cells as NaN or "", coded refusals, and an end when it is told to stop.
 */
export function describeSource<O>(
  runner: TestRunner,
  name: string,
  source: DataSource<O>,
  example: SourceExample,
): void {
  const { describe, test } = runner;
  const options = (): O => unwrap(validate(source.options, example.options), name, "config/invalid");
  const load = (query: Partial<Query> = {}, seed = 1, context: Partial<Context> = {}): Promise<Table> =>
    source.load(options(), { ...everything, ...query }, contextOf(seed, context));
  const { window, unit, sampleSize, units, missing } = example;

  describe(`source ${name}`, () => {
    test("gives columns of equal length that nobody can change", async () => {
      const table = await load();
      const lengths = new Set(Object.values(table).map((column) => column.length));
      expectThat(lengths.size === 1 && rowCount(table) > 0, `the columns have lengths ${[...lengths].join(", ")}`);
      for (const [column, cells] of Object.entries(table)) {
        expectThat(
          cells instanceof Float64Array || (Array.isArray(cells) && cells.every((cell) => typeof cell === "string")),
          `column "${column}" is neither a Float64Array nor a list of texts`,
        );
      }
      expectThat(Object.isFrozen(table), "the table is not frozen");
    });

    test("gives the same bytes for the same query", async () => {
      expectThat(bytesOf(await load()) === bytesOf(await load()), "a second load differs");
      if (window !== null) {
        const { from, to } = window;
        expectThat(bytesOf(await load({ from, to })) === bytesOf(await load({ from, to })), "a second window differs");
      }
    });

    if (window !== null) {
      test("keeps to the window of dates, both ends included", async () => {
        const { column, from, to } = window;
        const datesOf = (table: Table): readonly string[] => {
          const cells = table[column];
          expectThat(cells !== undefined, `there is no column "${column}"`);
          return Array.from(cells as readonly unknown[], (cell) => String(cell).slice(0, 10)); // both kinds of column
        };
        const dates = datesOf(await load({ from, to }));
        expectThat(dates.length > 0, "the window is empty");
        expectThat(
          dates.every((date) => date >= from && date <= to),
          "a date lies outside the window",
        );
        expectThat(dates.includes(from), `the first date, ${from}, is left out`);
        expectThat(dates.includes(to), `the last date, ${to}, is left out`);
        expectThat(
          datesOf(await load({ from })).every((date) => date >= from),
          "a date lies before an open window",
        );
        expectThat(
          datesOf(await load({ to })).every((date) => date <= to),
          "a date lies after an open window",
        );
        expectThat(datesOf(await load()).length > dates.length, "the window leaves nothing out");
      });
    }

    test("draws as many whole units as asked, by the seed", async () => {
      const all = rowsByUnit(await load(), unit);
      const table = await load({ sampleSize });
      const drawn = rowsByUnit(table, unit);
      expectThat(drawn.size === sampleSize, `${drawn.size} units were drawn in place of ${sampleSize}`);
      for (const [id, rows] of drawn) {
        const whole = all.get(id);
        expectThat(units === undefined || whole !== undefined, `unit "${id}" is not among all units`);
        expectThat(whole === undefined || rows === whole, `${rows} of ${whole} rows of unit "${id}" were drawn`);
      }
      expectThat(bytesOf(table) === bytesOf(await load({ sampleSize })), "the same seed draws otherwise");
      let isOther = false;
      for (const seed of otherSeeds) isOther ||= bytesOf(await load({ sampleSize }, seed)) !== bytesOf(table);
      const isSeeded = units !== undefined && sampleSize < units;
      expectThat(isOther || !isSeeded, `seeds ${otherSeeds.join(", ")} draw the same units as seed 1`);
    });

    if (units !== undefined) {
      test("refuses to draw more units than there are", async () => {
        const error = await load({ sampleSize: units + 1 }).then(
          () => null,
          (reason: unknown) => reason,
        );
        expectThat(error !== null, `${units + 1} units were drawn of ${units}`);
        expectThat(isImpactError(error) && error.code === "data/too-few-rows", `it fails with ${describeError(error)}`);
      });
    }

    if (missing !== undefined) {
      test("says unknown by NaN or an empty text, never by 0", async () => {
        const cells = (await load())[missing.column];
        expectThat(cells !== undefined, `there is no column "${missing.column}"`);
        const unknown = Array.from(cells as readonly unknown[]).filter((cell) => cell === "" || Number.isNaN(cell));
        expectThat(
          unknown.length === missing.count,
          `${unknown.length} cells are unknown in place of ${missing.count}`,
        );
      });
    }

    if (source.batches !== undefined) {
      test("gives the same rows in batches", async () => {
        const batches: Table[] = [];
        for await (const batch of source.batches!(options(), everything, contextOf(1), null))
          batches.push(copied(batch));
        expectThat(bytesOf(joined(batches)) === bytesOf(await load()), "the batches together differ from the table");
      });
    }

    test("ends when it is told to stop", async () => {
      const signal = AbortSignal.abort();
      const ended = await load({}, 1, { signal }).then(
        () => "a table",
        (reason: unknown) => reason,
      );
      expectThat(ended !== "a table", "it gives a table although it was told to stop before");
      const isStop =
        (ended instanceof Error && ended.name === "AbortError") ||
        (isImpactError(ended) && ended.code === "run/interrupted");
      expectThat(isStop, `it fails with ${describeError(ended)}`);
    });

    test("refuses an option that it does not know", () => {
      const result = validate(source.options, { ...example.options, no_such_option: 1 });
      expectThat(
        !result.ok && result.issues.some(({ message }) => message.includes("no_such_option")),
        "it is accepted or not named",
      );
    });
  });
}
