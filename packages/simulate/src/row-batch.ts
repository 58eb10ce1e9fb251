import type { Column, Table } from "@ie/table";
import { metricNames, width } from "./demand/metrics.ts";
import type { ProductRows, World } from "./demand/walk-product.ts";

/** A table of columns that nobody else writes to; createTable would copy them all. */
function owned(columns: Readonly<Record<string, Column>>): Table {
  for (const column of Object.values(columns)) if (!(column instanceof Float64Array)) Object.freeze(column);
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Column>, columns));
}

/** Collects rows of products into a table. */
export interface RowBatch {
  add(product: number, rows: ProductRows, startPeriod: number): void;
  finish(): Table;
}

/** A batch for at most `capacity` rows. `potential`: also both potential outcomes of each metric, as `<metric>_0` and `<metric>_1`. */
export function createRowBatch(
  { catalogue, calendar, treatment }: World,
  capacity: number,
  potential: boolean,
): RowBatch {
  const numbers = (names: readonly string[]): Float64Array[] => names.map(() => new Float64Array(capacity));
  const texts = { id: [] as string[], category: [] as string[], market: [] as string[], date: [] as string[] };
  const [enriched, treatmentDate] = [[] as string[], [] as string[]];
  const [price, quality, treated] = numbers(["price", "quality_score", "treated"]) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const observed = numbers(metricNames);
  const [untreatedOnes, treatedOnes] = potential ? [numbers(metricNames), numbers(metricNames)] : [[], []];
  let row = 0;
  const cut = (column: Float64Array): Float64Array => (row === capacity ? column : column.slice(0, row));
  return {
    add: (product, rows, startPeriod) => {
      const isTreated = treatment.treated[product] === 1;
      const source = isTreated ? rows.treated : rows.untreated;
      const flag = isTreated ? "True" : "False";
      const begins = isTreated ? calendar.days[Math.max(0, treatment.start[product]!)]! : "";
      const place = catalogue.markets[catalogue.market[product]!]!;
      for (let period = 0; period < calendar.periods.length; period++) {
        if (rows.recorded[period] === 0) continue;
        texts.id.push(catalogue.ids[product]!);
        texts.category.push(catalogue.category[product]!);
        if (catalogue.markets.length > 1) texts.market.push(place);
        texts.date.push(calendar.periods[period]!);
        enriched.push(flag);
        treatmentDate.push(begins);
        price[row] = rows.price[period]!;
        quality[row] = catalogue.quality[product]!;
        treated[row] = isTreated && period >= startPeriod ? 1 : 0;
        for (let k = 0; k < width; k++) {
          const unit = k === width - 1 ? 100 : 1;
          observed[k]![row] = source[period * width + k]! / unit;
          if (!potential) continue;
          untreatedOnes[k]![row] = rows.untreated[period * width + k]! / unit;
          treatedOnes[k]![row] = rows.treated[period * width + k]! / unit;
        }
        row++;
      }
    },
    finish: () => {
      const named = (columns: readonly Float64Array[], ending: string): readonly (readonly [string, Float64Array])[] =>
        columns.map((column, k) => [`${metricNames[k]!}${ending}`, cut(column)]);
      return owned({
        product_id: texts.id,
        category: texts.category,
        ...(catalogue.markets.length > 1 ? { market: texts.market } : {}),
        date: texts.date,
        price: cut(price),
        quality_score: cut(quality),
        ...Object.fromEntries(named(observed, "")),
        enriched,
        treated: cut(treated),
        treatment_date: treatmentDate,
        ...Object.fromEntries([...named(untreatedOnes, "_0"), ...named(treatedOnes, "_1")]),
      });
    },
  };
}
