import { unwrap, validate, type DataSource, type Query, type Table } from "@ie/contracts";
import { expectThat, type TestRunner } from "@ie/contracts/testing";
import { rowCount } from "@ie/table";
import { contextOf } from "../measure.ts";

export interface SourceExample {
  /** Options as a configuration writes them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** A window that holds some but not all of its dates, in its column of dates; null where it has none. */
  readonly window: { readonly column: string; readonly from: string; readonly to: string } | null;
  /** The column that tells units apart, and a number of units that it has; null where rows are units. */
  readonly unit: string | null;
  readonly sampleSize: number;
}

/** The suite that every source passes: equal columns, the window, seeded samples, coded refusals. */
export function describeSource<O>(
  runner: TestRunner,
  name: string,
  source: DataSource<O>,
  example: SourceExample,
): void {
  const { describe, test } = runner;
  const everything: Query = { from: null, to: null, sampleSize: null };
  const load = (query: Partial<Query> = {}, seed = 1): Promise<Table> =>
    source.load(
      unwrap(validate(source.options, example.options), name, "config/invalid"),
      { ...everything, ...query },
      contextOf(seed),
    );
  const { window } = example;

  describe(`source ${name}`, () => {
    test("gives columns of equal length, the same each time", async () => {
      const table = await load();
      const lengths = new Set(Object.values(table).map((column) => column.length));
      expectThat(lengths.size === 1 && rowCount(table) > 0, `the columns have lengths ${[...lengths].join(", ")}`);
      expectThat(JSON.stringify(table) === JSON.stringify(await load()), "a second load differs");
    });

    if (window !== null) {
      test("keeps to the window of dates", async () => {
        const dates = (await load({ from: window.from, to: window.to }))[window.column];
        expectThat(dates !== undefined && dates.length > 0, "the window is empty");
        expectThat(
          Array.from(dates as readonly unknown[], String).every((date) => date >= window.from && date <= window.to),
          "a date lies outside the window",
        );
      });
    }

    test("draws as many units as asked, by the seed", async () => {
      const units = (table: Table): number =>
        example.unit === null
          ? rowCount(table)
          : new Set(Array.from(table[example.unit] as readonly unknown[], String)).size;
      const table = await load({ sampleSize: example.sampleSize });
      expectThat(units(table) === example.sampleSize, `${units(table)} units were drawn`);
      expectThat(
        JSON.stringify(table) === JSON.stringify(await load({ sampleSize: example.sampleSize })),
        "the same seed draws otherwise",
      );
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
