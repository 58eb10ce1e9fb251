import type { Example, PotentialTables, TrueEffect } from "@ie/contracts";
import { effectTable, withoutEffect } from "../../truth/index.ts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";
import { readSeries } from "./series.ts";

/** The mean over the dates of the intervention, after the washout; the sums likewise. */
export function truth(
  { table, options }: Example<InterruptedTimeSeriesOptions>,
  potential: PotentialTables,
): TrueEffect {
  if (options.interventions.length > 1) return { unknown: "the source knows what all interventions do together" };
  const outcome = options.dependentVariable;
  const effects = effectTable(table, potential, outcome);
  if (effects === null) return withoutEffect(table, potential, outcome);
  const plain = { ...options, family: "gaussian", offset: null, holidays: null } as const;
  const { given, y, interventions } = readSeries(effects, plain, {});
  const { start, end, shape } = interventions[0]!; // the options have one
  const dates = given.subarray(start + (shape === "pulse" ? 0 : options.washout), end);
  const known = dates.filter((value) => !Number.isNaN(value));
  const sum = known.reduce((total, value) => total + value, 0);
  const value = sum / known.length;
  const counted = y.subarray(start).filter((each) => !Number.isNaN(each));
  const forecast = counted.reduce((total, each) => total + each, 0);
  return {
    value,
    effects: {
      cumulative: value * dates.length,
      forecast_average: forecast / counted.length,
      ...(counted.length === y.length - start ? { forecast_cumulative: forecast } : {}),
    },
  };
}
