import { unwrap, validate } from "@ie/contracts";
import { contextOf, models, sources, transforms } from "@ie/measure";
import { rowCount } from "@ie/table";
import { cell } from "./timing.ts";

/** CPU seconds of the original simulator and measurement at this size, on the machine of the published comparison. */
const original = 42.1;

/** 450,000 product-days with an enrichment: simulated, added up by date, measured. */
export async function benchSimulate(): Promise<void> {
  const { simulator } = sources;
  const enrichment = {
    function: "quantity_boost",
    params: { effect_size: 0.5, enrichment_fraction: 1, enrichment_start: "2024-03-01" },
  };
  const options = unwrap(validate(simulator.options, { seed: 1, products: 5000, enrichment }), "bench");
  const { aggregate_by_date: byDate } = transforms;
  const sumOptions = unwrap(validate(byDate.options, { metric: "revenue" }), "bench");
  const model = models.interrupted_time_series;
  const modelOptions = unwrap(
    validate(model.options, {
      intervention_date: "2024-03-01",
      dependent_variable: "revenue",
      order: [1, 0, 0],
      seasonal_order: [0, 0, 0, 0],
    }),
    "bench",
  );
  console.log("\n450,000 product-days, CPU seconds");
  const seconds = (since: NodeJS.CpuUsage): number => {
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1e6;
  };
  const query = { from: "2024-01-01", to: "2024-03-30", sampleSize: null };
  const begin = process.cpuUsage();
  const rows = await simulator.load(options, query, contextOf(1));
  const simulated = seconds(begin);
  const daily = byDate.apply(rows, sumOptions);
  const aggregated = seconds(begin);
  const { estimate } = model.fit(daily, modelOptions, contextOf(1));
  const all = seconds(begin);
  const truth = (await simulator.truth(options, query, contextOf(1))).effects.revenue.perPeriod;
  console.log(`rows ${rowCount(rows)}, estimate ${estimate.value.toFixed(0)}, truth ${truth?.toFixed(0)} a day`);
  console.log(
    `simulated ${cell(simulated, 6)}   added up ${cell(aggregated - simulated, 6)}   measured ${cell(all - aggregated, 6)}   original ÷ ours ${(original / all).toFixed(0)}`,
  );
  console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}
