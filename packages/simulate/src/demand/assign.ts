import { createRng, sampleWithoutReplacement, type Rng } from "@ie/stats";
import type { SimulateOptions } from "../options/options.ts";
import { trafficOf, type Catalogue } from "../products/catalogue.ts";

/** Who is treated, one entry a product. */
export interface Treatment {
  readonly treated: Uint8Array;
  /** First day under treatment, as an index of days, from 0; for those never treated, the day on which they could have started. */
  readonly start: Int32Array;
}

const standardised = (values: Float64Array): Float64Array => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (sd === 0 ? 0 : (value - mean) / sd));
};

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** The a for which the mean of logistic(a + x) is `share`; bisection, 0 < share < 1. */
function intercept(x: Float64Array, share: number): number {
  let [low, high] = [-800, 800];
  for (let step = 0; step < 64; step++) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += logistic(middle + x[i]!);
    if (sum < share * x.length) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function confounder(catalogue: Catalogue, by: "quality" | "price" | "category"): Float64Array {
  const { quality, price, category } = catalogue;
  if (by === "quality") return standardised(quality);
  if (by === "price") return standardised(price.map(Math.log));
  const traffic = trafficOf(catalogue);
  return standardised(Float64Array.from(category, (code) => traffic[code]!));
}

/** Treated products by the options' assignment; none without an enrichment. `dayOf`: index of a date, which may lie before day 0. */
export function assign(
  { assignment, enrichment }: Pick<SimulateOptions, "assignment" | "enrichment">,
  catalogue: Catalogue,
  dayOf: (date: string) => number,
  simulation: Rng,
): Treatment {
  const n = catalogue.size;
  const treated = new Uint8Array(n);
  const start = new Int32Array(n);
  if (enrichment === null) return { treated, start };
  const { fraction, seed } = enrichment;
  const rng = seed === null ? simulation.stream("assignment") : createRng(seed).stream("assignment");
  start.fill(enrichment.start === null ? 0 : dayOf(enrichment.start));
  if (assignment.kind === "confounded") {
    const x = confounder(catalogue, assignment.by).map((z) => assignment.strength * z);
    const level = fraction === 0 || fraction === 1 ? 0 : intercept(x, fraction);
    for (let i = 0; i < n; i++) {
      const chance = fraction === 0 || fraction === 1 ? fraction : logistic(level + x[i]!);
      treated[i] = rng.stream(i).uniform() < chance ? 1 : 0;
    }
    return { treated, start };
  }
  if (assignment.kind === "cutoff") {
    const score = assignment.by === "price" ? catalogue.price : catalogue.quality;
    for (let i = 0; i < n; i++) treated[i] = score[i]! >= assignment.at ? 1 : 0;
    return { treated, start };
  }
  if (assignment.kind === "by_market") {
    const count = catalogue.markets.length;
    if (count < 2)
      throw new RangeError("simulate: assignment by_market needs products in two markets or more; there is one");
    const chosen = fraction === 0 ? 0 : Math.max(1, Math.round(fraction * count));
    const markets = new Set(sampleWithoutReplacement(rng, count, chosen));
    for (let i = 0; i < n; i++) treated[i] = markets.has(catalogue.market[i]!) ? 1 : 0;
    return { treated, start };
  }
  const most = Math.round(fraction * n);
  // one after the other with the chance that is left to it (Fan, Muller and Rezucha 1962), without a list of the chosen
  for (let i = 0, left = most; i < n; i++) {
    if (rng.uniform() * (n - i) >= left) continue;
    treated[i] = 1;
    left -= 1;
  }
  if (assignment.kind === "staggered") {
    const starts = assignment.dates.map(dayOf).sort((a, b) => a - b);
    start.fill(starts[0]!);
    const cohorts = rng.stream("cohort");
    const places = starts.map((_, k) => Math.ceil((most - k) / starts.length));
    for (let i = 0, left = most; i < n; i++) {
      if (treated[i] === 0) continue;
      let draw = cohorts.integer(left--);
      const k = places.findIndex((free) => (draw -= free) < 0);
      places[k] = places[k]! - 1;
      start[i] = starts[k]!;
    }
  }
  return { treated, start };
}
