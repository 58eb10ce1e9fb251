import { createRng, type Rng } from "@ie/stats";
import { createTable, rowCount, takeRows, type Table } from "@ie/table";
import { drawCopula } from "./copula/draw-copula.ts";
import { learnCopula } from "./copula/learn-copula.ts";
import { enrichments as builtIn, type Enrichments } from "./enrichments/enrichments.ts";
import type { SimulateOptions } from "./options/options.ts";
import { requireOptions, type SimulateInput } from "./options/read-options.ts";
import { catalogueOf } from "./products/catalogue.ts";
import { marketName, marketOf, productId, productTable, ruleCatalogue } from "./products/simulate-products.ts";
import { simulationOf, type Simulation } from "./simulation.ts";

export interface SimulateExtras {
  /** The enrichments that options may name; default the built-in {@link enrichments}. */
  readonly enrichments?: Enrichments;
  /** Real products (`price`, and what else they have) from which mode `synthesizer` learns. */
  readonly training?: Table;
  /** Takes the place of the options' seed. */
  readonly rng?: Rng;
}

function synthesised(options: SimulateOptions, training: Table | undefined, rng: Rng): Table {
  if (training === undefined)
    throw new RangeError("simulate: mode synthesizer has no training products; give extras.training");
  const { product_id: _, product_identifier: _older, ...rest } = training; // names of products have no distribution
  if (rest["price"] === undefined) {
    throw new RangeError(
      `simulate: the training products have no column "price"; there is ${Object.keys(training).join(", ")}`,
    );
  }
  const { products: n, markets } = options;
  const indices = Array.from({ length: n }, (_each, i) => i);
  const drawn = drawCopula(learnCopula(createTable(rest)), n, rng.stream("copula"));
  const places = markets > 1 ? { market: indices.map((i) => marketName(marketOf(rng, i, markets))) } : {};
  return createTable({ product_id: indices.map(productId), ...drawn, ...places });
}

/**
 * Products of the options: by rule, or from a Gaussian copula of the training products.
 *
 * @throws RangeError with all faults of the options, or where training products are missing.
 */
export function simulateProducts(input: SimulateInput = {}, extras: SimulateExtras = {}): Table {
  const options = requireOptions("simulate", input, extras.enrichments ?? builtIn);
  return productsOf(options, extras, extras.rng ?? createRng(options.seed));
}

function productsOf(options: SimulateOptions, { training }: SimulateExtras, rng: Rng): Table {
  return options.mode === "synthesizer" ? synthesised(options, training, rng) : productTable(options, rng);
}

/**
 * Online-retail rows with their truth: products, then their funnel by day or week under both treatments. See {@link SimulateOptions}.
 *
 * @throws RangeError with all faults of the options.
 */
export function simulate(input: SimulateInput = {}, extras: SimulateExtras = {}): Simulation {
  return simulateChecked(requireOptions("simulate", input, extras.enrichments ?? builtIn), extras);
}

/** As {@link simulate}, for options that {@link readOptions} gave. */
export function simulateChecked(options: SimulateOptions, extras: SimulateExtras = {}): Simulation {
  const rng = extras.rng ?? createRng(options.seed);
  const known = extras.enrichments ?? builtIn;
  if (options.mode === "rule") {
    return simulationOf(
      options,
      ruleCatalogue(options, rng),
      (first, count) => productTable(options, rng, first, count),
      known,
      rng,
    );
  }
  const products = synthesised(options, extras.training, rng);
  return simulationOf(options, catalogueOf(products), partsOf(products), known, rng);
}

function partsOf(products: Table): (first: number, count: number) => Table {
  return (first, count) =>
    first === 0 && count === rowCount(products)
      ? products
      : takeRows(
          products,
          Array.from({ length: count }, (_, i) => first + i),
        );
}

/** As {@link simulate}, for products at hand: `product_id`, `price`, and as far as known `category`, `quality_score` (0 to 1), `market`. */
export function simulateMetrics(products: Table, input: SimulateInput = {}, extras: SimulateExtras = {}): Simulation {
  const known = extras.enrichments ?? builtIn;
  const options = requireOptions("simulateMetrics", input, known);
  const rng = extras.rng ?? createRng(options.seed);
  return simulationOf(options, catalogueOf(products), partsOf(products), known, rng);
}
