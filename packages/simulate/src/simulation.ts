import { type Rng } from "@ie/stats";
import { daysBetween, type Table } from "@ie/table";
import { assign } from "./demand/assign.ts";
import { calendarOf, requireRange } from "./demand/calendar.ts";
import { dayFactors } from "./demand/day-factors.ts";
import { createRows, walkProduct, type World } from "./demand/walk-product.ts";
import type { Enrichments } from "./enrichments/enrichments.ts";
import type { SimulateOptions } from "./options/options.ts";
import { catalogueOf } from "./products/catalogue.ts";
import { createRowBatch } from "./row-batch.ts";
import { addRows, createTally, type Tally } from "./truth/tally.ts";
import { truthOf, type Truth, type Window } from "./truth/truth-of.ts";

export interface BatchOptions {
  /** Index of the first product; default 0. */
  readonly first?: number;
  /** How many products; default all from `first` on. */
  readonly count?: number;
  /** Products of one table; default as many as make about 16,000 rows. */
  readonly size?: number;
  /** Both potential outcomes of each metric beside it, as `<metric>_0` and `<metric>_1`; default false. */
  readonly potential?: boolean;
}

/** Made-up rows, on demand, and what is true of them. The same options give the same bytes, in batches of any size and order. */
export interface Simulation {
  readonly options: SimulateOptions;
  /** One row a product. */
  readonly products: Table;
  /** One row a product and period, product by product; memory holds one batch. RangeError where the range leaves the products. */
  batches(options?: BatchOptions): Generator<Table, void, undefined>;
  /** All rows in one table. */
  table(options?: BatchOptions): Table;
  /**
   * The true effects within a window. Free once {@link Simulation.batches} or `table` went through all products; else it goes through them.
   * Rows that are not recorded count too.
   */
  truth(window?: Window): Truth;
}

const rowsOfBatch = 16_384;

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`batches: ${name} is ${value}; it is a whole number from ${least} to ${most}`);
}

/** Rows of given products under checked options. Chance comes from streams of `rng` alone. */
export function simulationOf(options: SimulateOptions, products: Table, known: Enrichments, rng: Rng): Simulation {
  requireRange(options);
  const calendar = calendarOf(options);
  const catalogue = catalogueOf(products);
  const firstDay = calendar.days[0]!;
  const treatment = assign(options, catalogue, (date) => daysBetween(firstDay, date), rng);
  const factors = dayFactors(options, calendar.days, catalogue.markets, rng.stream("days"));
  const enrichment = options.enrichment === null ? null : known[options.enrichment.function]!;
  const world: World = { options, enrichment, catalogue, calendar, treatment, factors, rng };
  const periods = calendar.periods.length;
  const startPeriod = Array.from(treatment.start, (day) => calendar.periodOf[Math.max(0, day)]!);
  const treatedStarts = startPeriod.filter((_, i) => treatment.treated[i] === 1);
  let complete: Tally | null = null;

  function* batches({ first = 0, count, size, potential = false }: BatchOptions = {}): Generator<
    Table,
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
      const batch = createRowBatch(world, (to - from) * periods, potential);
      for (let i = from; i < to; i++) {
        walkProduct(world, i, rows);
        addRows(tally, rows, startPeriod[i]!, treatment.treated[i] === 1);
        batch.add(i, rows, startPeriod[i]!);
      }
      if (to === catalogue.size && first === 0) complete = tally;
      yield batch.finish();
    }
  }

  function tallyAll(): Tally {
    const tally = createTally(periods);
    const rows = createRows(periods);
    for (let i = 0; i < catalogue.size; i++) {
      walkProduct(world, i, rows);
      addRows(tally, rows, startPeriod[i]!, treatment.treated[i] === 1);
    }
    return tally;
  }

  return {
    options,
    products,
    batches,
    table: (range = {}) => {
      for (const table of batches({ ...range, size: Math.max(1, catalogue.size) })) return table;
      throw new RangeError("table: no products are asked for; give a count of 1 or more");
    },
    truth: (window = {}) => truthOf((complete ??= tallyAll()), calendar.periods, catalogue.size, treatedStarts, window),
  };
}
