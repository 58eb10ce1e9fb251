import { type Rng } from "@ie/stats";
import { type Batch, daysBetween, plainTable, type Table } from "@ie/table";
import { assign } from "./demand/assign.ts";
import { calendarOf, requireRange } from "./demand/calendar.ts";
import { dayFactors } from "./demand/day-factors.ts";
import { browsing, createRows, walkProduct, type World } from "./demand/walk-product.ts";
import type { Enrichments } from "./enrichments/enrichments.ts";
import type { SimulateOptions } from "./options/options.ts";
import { trafficOf, type Catalogue } from "./products/catalogue.ts";
import { createRowBatch } from "./row-batch.ts";
import { addRows, createTally, type Tally } from "./truth/tally.ts";
import { truthOf, type Truth, type Window } from "./truth/truth-of.ts";

export interface BatchOptions {
  /** Index of the first product; default 0. */
  readonly first?: number;
  /** How many products; default all from `first` on. */
  readonly count?: number;
  /** Products of one table; default as many as make about 8,000 rows. */
  readonly size?: number;
  /** Both potential outcomes of each metric beside it, as `<metric>_0` and `<metric>_1`; default false. */
  readonly potential?: boolean;
  /** The columns that are wanted; default all, as where one of them does not exist. */
  readonly columns?: readonly string[] | null;
}

/** Made-up rows, on demand, and what is true of them. The same options give the same bytes, in batches of any size and order. */
export interface Simulation {
  readonly options: SimulateOptions;
  /** Products. */
  readonly size: number;
  /** One row a product. */
  readonly products: Table;
  /** The same in tables of `size` products. */
  productBatches(size?: number): Generator<Table, void, undefined>;
  /** One row a product and period, product by product; memory holds one batch. RangeError where the range leaves the products. */
  batches(options?: BatchOptions): Generator<Table, void, undefined>;
  /** The same with texts as codes, which takes less time and memory. */
  codedBatches(options?: BatchOptions): Generator<Batch, void, undefined>;
  /** All rows in one table. */
  table(options?: BatchOptions): Table;
  /**
   * The true effects within a window. Free once {@link Simulation.batches} or `table` went through all products with all metrics; else it goes
   * through them.
   * Rows that are not recorded count too.
   */
  truth(window?: Window): Truth;
}

/** Text columns of more rows are objects that V8 frees late. */
const rowsOfBatch = 8_192;

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`batches: ${name} is ${value}; it is a whole number from ${least} to ${most}`);
}

/** Rows of given products under checked options. Chance comes from streams of `rng` alone. `products`: a part of their table, made when it is asked for. */
export function simulationOf(
  options: SimulateOptions,
  catalogue: Catalogue,
  products: (first: number, count: number) => Table,
  known: Enrichments,
  rng: Rng,
): Simulation {
  requireRange(options);
  const calendar = calendarOf(options);
  const firstDay = calendar.days[0]!;
  const treatment = assign(options, catalogue, (date) => daysBetween(firstDay, date), rng);
  const factors = dayFactors(options, calendar.days, catalogue.markets, rng.stream("days"));
  const enrichment = options.enrichment === null ? null : known[options.enrichment.function]!;
  const traffic = trafficOf(catalogue);
  const world: World = {
    options,
    enrichment,
    catalogue,
    traffic,
    calendar,
    treatment,
    factors,
    rng: rng.stream("metrics"),
  };
  const periods = calendar.periods.length;
  const startPeriod = treatment.start.map((day) => calendar.periodOf[Math.max(0, day)]!);
  let complete: Tally | null = null;
  let made: Table | null = null;

  function* codedBatches({ first = 0, count, size, potential = false, columns = null }: BatchOptions = {}): Generator<
    Batch,
    void,
    undefined
  > {
    requireWhole("first", first, 0, catalogue.size);
    requireWhole("count", count ?? 0, 0, catalogue.size - first);
    requireWhole("size", size ?? 1, 1, Number.MAX_SAFE_INTEGER);
    const end = count === undefined ? catalogue.size : first + count;
    const step = size ?? Math.max(1, Math.floor(rowsOfBatch / periods));
    const tally = createTally(periods);
    const rows = createRows(periods);
    for (let from = first; from < end; from += step) {
      const to = Math.min(end, from + step);
      const batch = createRowBatch(world, { capacity: (to - from) * periods, potential, columns });
      const isBrowsed = batch.names.some((name) => browsing.includes(name.replace(/_[01]$/, "")));
      for (let i = from; i < to; i++) {
        walkProduct(world, i, rows, isBrowsed);
        if (isBrowsed) addRows(tally, rows, startPeriod[i]!, treatment.treated[i] === 1);
        batch.add(i, rows, startPeriod[i]!);
      }
      if (to === catalogue.size && first === 0 && isBrowsed) complete = tally;
      yield batch.finish();
    }
  }

  function* batches(range: BatchOptions = {}): Generator<Table, void, undefined> {
    for (const batch of codedBatches(range)) yield plainTable(batch);
  }

  function tallyAll(): Tally {
    const tally = createTally(periods);
    const rows = createRows(periods);
    for (let i = 0; i < catalogue.size; i++) {
      walkProduct(world, i, rows, true);
      addRows(tally, rows, startPeriod[i]!, treatment.treated[i] === 1);
    }
    return tally;
  }

  return {
    options,
    size: catalogue.size,
    get products() {
      return (made ??= products(0, catalogue.size));
    },
    productBatches: function* (count = rowsOfBatch) {
      requireWhole("size", count, 1, Number.MAX_SAFE_INTEGER);
      for (let first = 0; first < catalogue.size; first += count) {
        yield products(first, Math.min(count, catalogue.size - first));
      }
    },
    batches,
    codedBatches,
    table: (range = {}) => {
      for (const table of batches({ ...range, size: Math.max(1, catalogue.size) })) return table;
      throw new RangeError("table: no products are asked for; give a count of 1 or more");
    },
    truth: (window = {}) => {
      const starts = Array.from(startPeriod.filter((_, i) => treatment.treated[i] === 1));
      return truthOf((complete ??= tallyAll()), calendar.periods, catalogue.size, starts, window);
    },
  };
}
