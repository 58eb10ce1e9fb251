import { drawBinomial, drawPoisson, type Rng } from "@ie/stats";
import type { EnrichedProduct, Enrichment } from "../enrichments/enrichments.ts";
import type { SimulateOptions } from "../options/options.ts";
import { appealOf, type Catalogue } from "../products/catalogue.ts";
import type { Treatment } from "./assign.ts";
import type { Calendar } from "./calendar.ts";
import { width } from "./metrics.ts";

/** One product's rows, written over by each walk. Potential outcomes: `width` numbers a period, revenue in hundredths. */
export interface ProductRows {
  readonly untreated: Float64Array;
  readonly treated: Float64Array;
  /** Mean price of each period. */
  readonly price: Float64Array;
  /** 0 where the period is not recorded. */
  readonly recorded: Uint8Array;
}

export function createRows(periods: number): ProductRows {
  return {
    untreated: new Float64Array(periods * width),
    treated: new Float64Array(periods * width),
    price: new Float64Array(periods),
    recorded: new Uint8Array(periods),
  };
}

/** Standard deviation of the logarithm of products' mean demand. */
const productSpread = 0.5;
/** A day's mean demand goes no higher. */
const mostDemand = 1e9;

export interface World {
  readonly options: SimulateOptions;
  readonly enrichment: Enrichment | null;
  readonly catalogue: Catalogue;
  /** Impressions of each of the catalogue's categories, relative to the mean of all. */
  readonly traffic: Float64Array;
  readonly calendar: Calendar;
  readonly treatment: Treatment;
  /** Of demand, by market and day. */
  readonly factors: readonly Float64Array[];
  /** Its children by index are the products'. */
  readonly rng: Rng;
}

/** Relative effects of the enrichment on a product, one a day from its start; at least -1. */
function effectOf({ options, enrichment }: World, product: EnrichedProduct): ((day: number) => number) | null {
  const choice = options.enrichment;
  if (choice === null || enrichment === null) return null;
  const { effectSize, rampDays, params, function: name } = choice;
  const ramped = (day: number): number => (day + 1 < rampDays ? (effectSize * (day + 1)) / rampDays : effectSize);
  const { effect } = enrichment;
  if (effect === undefined) return ramped;
  return (day) => {
    const size = effect(product, day, ramped(day), params);
    if (size >= -1 && size <= 1e6) return size;
    throw new RangeError(
      `simulate: enrichment "${name}" gives product ${product.index} the effect ${size}; effects are from -1 to 1e6`,
    );
  };
}

/** Stages of the funnel before the cart, which no later stage needs. */
export const browsing: readonly string[] = ["impressions", "visits"];

/**
 * Both potential outcomes of product `i` in every period. They depend on the product, the seed and the days alone, and the untreated
 * ones not on the enrichment. Counts under treatment are floor(f × count + u) with u uniform: their mean given the untreated ones is
 * f × count exactly, and one u for all stages keeps each at most the one before. Without `isBrowsed` the numbers of {@link browsing} are not
 * drawn and mean nothing; the others are the same.
 */
export function walkProduct(world: World, i: number, rows: ProductRows, isBrowsed: boolean): void {
  const { options, catalogue, calendar, treatment, enrichment } = world;
  const { untreated, treated, price, recorded } = rows;
  untreated.fill(0);
  treated.fill(0);
  price.fill(0);
  const own = world.rng.stream(i);
  const rounding = own.stream("rounding");
  const events = own.stream("events");
  const browsers = own.stream("browsing");
  const quality = catalogue.quality[i]!;
  const basePrice = catalogue.price[i]!;
  const category = catalogue.categories[catalogue.category[i]!]!;
  const spread = Math.exp(productSpread * own.normal() - productSpread ** 2 / 2);
  const mean = options.impressions * world.traffic[catalogue.category[i]!]! * appealOf(category, basePrice) * spread;
  const visitRate = options.impressionToVisitRate;
  const factor = world.factors[catalogue.market[i]!]!;
  const saleChance = Math.min(1, options.saleProb * (0.8 + 0.4 * quality));
  const ownNoise = options.noise * Math.sqrt(Math.max(0, 1 - options.commonShare - options.marketShare));
  const innovation = Math.sqrt(1 - options.autocorrelation ** 2);
  const effect = effectOf(world, { index: i, category, price: basePrice, quality });
  const start = treatment.start[i]!;
  const reach = enrichment?.reach;
  let noise = own.normal();
  let outUntil = -1;
  const { outlierRate, outlierFactor, promotionRate, promotionDepth, stockOutRate } = options;
  const { visitToCartRate, cartToOrderRate, autocorrelation } = options;
  const extraUnits = options.unitsPerOrder - 1;
  const fullCents = Math.round(100 * basePrice);
  const { periodOf } = calendar;
  const days = calendar.days.length;
  for (let t = 0; t < days; t++) {
    if (t > 0) noise = autocorrelation * noise + innovation * own.normal();
    let demand = mean * factor[t]! * Math.exp(ownNoise * noise);
    if (outlierRate > 0 && events.uniform() < outlierRate) demand *= outlierFactor;
    let cents = fullCents;
    let cartRate = visitToCartRate;
    if (promotionRate > 0 && events.uniform() < promotionRate) {
      cents = Math.round(100 * basePrice * (1 - promotionDepth));
      cartRate = Math.min(1, cartRate * (1 - promotionDepth) ** options.priceElasticity);
    }
    if (stockOutRate > 0 && events.uniform() < stockOutRate && t > outUntil) {
      // geometric lengths of the given mean, one day at least
      outUntil = t;
      while (events.uniform() > 1 / options.stockOutDays && outUntil < days) outUntil++;
    }
    // independent Poisson parts are those of binomial thinning (Kingman 1993, "Poisson Processes", §5.1), and quicker to draw
    const level = Math.min(mostDemand, demand);
    const carts = drawPoisson(own, level * visitRate * cartRate);
    const visits = isBrowsed ? carts + drawPoisson(browsers, level * visitRate * (1 - cartRate)) : carts;
    const impressions = isBrowsed ? visits + drawPoisson(browsers, level * (1 - visitRate)) : visits;
    const isSelling = own.uniform() < saleChance && t > outUntil;
    const orders = isSelling ? drawBinomial(own, carts, cartToOrderRate) : 0;
    const units = orders + drawPoisson(own, orders * extraUnits);

    const period = periodOf[t]!;
    const at = period * width;
    untreated[at] = untreated[at]! + impressions;
    untreated[at + 1] = untreated[at + 1]! + visits;
    untreated[at + 2] = untreated[at + 2]! + carts;
    untreated[at + 3] = untreated[at + 3]! + orders;
    untreated[at + 4] = untreated[at + 4]! + units;
    untreated[at + 5] = untreated[at + 5]! + cents * units;
    price[period] = price[period]! + cents;

    const size = effect === null || t < start ? 0 : effect(t - start);
    let impressions1 = impressions;
    let visits1 = visits;
    let carts1 = carts;
    let orders1 = orders;
    let units1 = units;
    if (size !== 0) {
      const u = rounding.uniform();
      const f = 1 + size;
      units1 = Math.floor(f * units + u);
      if (reach === "units") orders1 = Math.min(orders, units1);
      else {
        orders1 = Math.floor(f * orders + u);
        carts1 = Math.floor(f * carts + u);
        visits1 = reach === "visits" ? Math.floor(f * visits + u) : Math.max(visits, carts1);
        impressions1 = Math.max(impressions, visits1);
      }
    }
    treated[at] = treated[at]! + impressions1;
    treated[at + 1] = treated[at + 1]! + visits1;
    treated[at + 2] = treated[at + 2]! + carts1;
    treated[at + 3] = treated[at + 3]! + orders1;
    treated[at + 4] = treated[at + 4]! + units1;
    treated[at + 5] = treated[at + 5]! + cents * units1;
  }
  const { length } = calendar.periods;
  for (let period = 0; period < length; period++) {
    price[period] = price[period]! / (days / length) / 100;
    recorded[period] = options.missingRate > 0 && events.uniform() < options.missingRate ? 0 : 1;
  }
}
