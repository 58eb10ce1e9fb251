import { width } from "../demand/metrics.ts";
import type { ProductRows } from "../demand/walk-product.ts";

/**
 * Sums of potential outcomes from each product's start on, by period. They are sums of whole numbers, exact below 2^53, so that the order
 * of products changes no bit.
 */
export interface Tally {
  readonly everyone: Sums;
  readonly treated: Sums;
}

interface Sums {
  readonly untreatedOutcome: Float64Array;
  readonly treatedOutcome: Float64Array;
  /** Products in each period. */
  readonly count: Float64Array;
}

export function createTally(periods: number): Tally {
  const sums = (): Sums => ({
    untreatedOutcome: new Float64Array(periods * width),
    treatedOutcome: new Float64Array(periods * width),
    count: new Float64Array(periods),
  });
  return { everyone: sums(), treated: sums() };
}

/** Adds a product's rows from period `from` on. */
export function addRows(tally: Tally, rows: ProductRows, from: number, isTreated: boolean): void {
  addTo(tally.everyone, rows, from);
  if (isTreated) addTo(tally.treated, rows, from);
}

function addTo({ untreatedOutcome, treatedOutcome, count }: Sums, rows: ProductRows, from: number): void {
  for (let k = from * width; k < untreatedOutcome.length; k++) {
    untreatedOutcome[k] = untreatedOutcome[k]! + rows.untreated[k]!;
    treatedOutcome[k] = treatedOutcome[k]! + rows.treated[k]!;
  }
  for (let period = from; period < count.length; period++) count[period] = count[period]! + 1;
}
