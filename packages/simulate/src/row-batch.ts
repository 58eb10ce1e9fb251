import type { Batch, CodedText } from "@ie/table";
import { metricNames, width } from "./demand/metrics.ts";
import type { ProductRows, World } from "./demand/walk-product.ts";

/** Collects rows of products, texts as codes. */
export interface RowBatch {
  /** Names of the columns that are written. */
  readonly names: readonly string[];
  add(product: number, rows: ProductRows, startPeriod: number): void;
  finish(): Batch;
}

export interface RowBatchOptions {
  /** Most rows. */
  readonly capacity: number;
  /** Also both potential outcomes of each metric, as `<metric>_0` and `<metric>_1`. */
  readonly potential: boolean;
  /** The columns that are wanted; null for all, as where one of them does not exist. */
  readonly columns: readonly string[] | null;
}

/** The rows of one product that are recorded: `count` periods, to stand from row `from` on. */
interface Part {
  readonly product: number;
  readonly rows: ProductRows;
  readonly startPeriod: number;
  readonly periods: Int32Array;
  readonly count: number;
  readonly from: number;
}

interface Writer {
  add(part: Part): void;
  finish(rows: number): Float64Array | CodedText;
}

const texts = (
  capacity: number,
  dictionary: readonly string[],
  fill: (out: Uint32Array, part: Part) => void,
): Writer => {
  const out = new Uint32Array(capacity);
  return {
    add: (part) => fill(out, part),
    finish: (rows) => ({ codes: rows === capacity ? out : out.slice(0, rows), dictionary }),
  };
};

const numbers = (capacity: number, fill: (out: Float64Array, part: Part) => void): Writer => {
  const out = new Float64Array(capacity);
  return { add: (part) => fill(out, part), finish: (rows) => (rows === capacity ? out : out.slice(0, rows)) };
};

/** A column of one text a product. */
const ofProduct = (capacity: number, text: (product: number) => string): Writer => {
  const dictionary: string[] = [];
  return texts(capacity, dictionary, (out, { product, count, from }) => {
    const cell = text(product);
    if (dictionary.at(-1) !== cell) dictionary.push(cell);
    out.fill(dictionary.length - 1, from, from + count);
  });
};

/** Writers of all columns by name, in the order of the table; made when they are wanted. */
function writersOf(
  { catalogue, calendar, treatment }: World,
  { capacity, potential }: RowBatchOptions,
): Readonly<Record<string, () => Writer>> {
  const isTreated = (product: number): boolean => treatment.treated[product] === 1;
  const metric = (m: number, from: (part: Part) => Float64Array) => (): Writer => {
    const unit = metricNames[m] === "revenue" ? 100 : 1;
    return numbers(capacity, (out, part) => {
      const source = from(part);
      for (let k = 0; k < part.count; k++) out[part.from + k] = source[part.periods[k]! * width + m]! / unit;
    });
  };
  const metrics = (ending: string, from: (part: Part) => Float64Array): Record<string, () => Writer> =>
    Object.fromEntries(metricNames.map((name, m) => [`${name}${ending}`, metric(m, from)]));
  return {
    product_id: () => ofProduct(capacity, (product) => catalogue.id(product)),
    category: () => ofProduct(capacity, (product) => catalogue.categories[catalogue.category[product]!]!),
    ...(catalogue.markets.length > 1
      ? { market: () => ofProduct(capacity, (product) => catalogue.markets[catalogue.market[product]!]!) }
      : {}),
    date: () =>
      texts(capacity, calendar.periods, (out, { periods, count, from }) => {
        for (let k = 0; k < count; k++) out[from + k] = periods[k]!;
      }),
    price: () =>
      numbers(capacity, (out, { rows, periods, count, from }) => {
        for (let k = 0; k < count; k++) out[from + k] = rows.price[periods[k]!]!;
      }),
    quality_score: () =>
      numbers(capacity, (out, { product, from, count }) => out.fill(catalogue.quality[product]!, from, from + count)),
    ...metrics("", ({ product, rows }) => (isTreated(product) ? rows.treated : rows.untreated)),
    enriched: () => ofProduct(capacity, (product) => (isTreated(product) ? "True" : "False")),
    treated: () =>
      numbers(capacity, (out, { product, startPeriod, periods, count, from }) => {
        if (!isTreated(product)) return;
        for (let k = 0; k < count; k++) out[from + k] = periods[k]! >= startPeriod ? 1 : 0;
      }),
    treatment_date: () =>
      ofProduct(capacity, (product) =>
        isTreated(product) ? calendar.days[Math.max(0, treatment.start[product]!)]! : "",
      ),
    ...(potential
      ? { ...metrics("_0", ({ rows }) => rows.untreated), ...metrics("_1", ({ rows }) => rows.treated) }
      : {}),
  };
}

export function createRowBatch(world: World, options: RowBatchOptions): RowBatch {
  const all = writersOf(world, options);
  const { columns } = options;
  const isPart = columns !== null && columns.every((name) => Object.hasOwn(all, name));
  const entries = Object.entries(all).flatMap(([name, make]): [string, Writer][] =>
    isPart && !columns.includes(name) ? [] : [[name, make()]],
  );
  const writers = entries.map(([, writer]) => writer);
  const periods = new Int32Array(world.calendar.periods.length);
  let from = 0;
  return {
    names: entries.map(([name]) => name),
    add: (product, rows, startPeriod) => {
      let count = 0;
      for (let period = 0; period < periods.length; period++)
        if (rows.recorded[period] === 1) periods[count++] = period;
      const part = { product, rows, startPeriod, periods, count, from };
      for (const writer of writers) writer.add(part);
      from += count;
    },
    finish: () => Object.fromEntries(entries.map(([name, writer]) => [name, writer.finish(from)])),
  };
}
