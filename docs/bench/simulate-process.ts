import { unwrap } from "@ie/contracts";
import { contextOf, measurePrepared, models, preparePlan, sources, transforms } from "@ie/measure";
import { peakMemory } from "./peak-memory.ts";

/** One run of `benchSimulate`: prints what it took as JSON. */
const products = Number(process.argv[2]);
const metric = (process.argv[3] ?? "revenue").split(",");
const launch = "2024-03-01";
const plan = unwrap(
  preparePlan(
    {
      source: {
        name: "simulator",
        options: {
          seed: 1,
          products,
          enrichment: {
            function: "quantity_boost",
            params: { effect_size: 0.5, enrichment_fraction: 1, enrichment_start: launch },
          },
        },
      },
      transform: { name: "aggregate_by_date", options: { metric } },
      model: {
        name: "interrupted_time_series",
        options: {
          method: "sarimax",
          intervention_date: launch,
          dependent_variable: "revenue",
          order: [1, 0, 0],
          seasonal_order: [0, 0, 0, 0],
        },
      },
      query: { from: "2024-01-01", to: "2024-03-30" },
    },
    { models, sources, transforms },
  ),
  "bench",
);
const seconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};
const begin = process.cpuUsage();
const { estimate } = await measurePrepared(plan, { initiativeId: "bench" }, contextOf(1));
console.log(
  JSON.stringify({
    rows: 90 * products,
    estimate: estimate.value,
    work: seconds(begin),
    whole: seconds(),
    memory: peakMemory(),
  }),
);
