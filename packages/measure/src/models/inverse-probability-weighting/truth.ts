import type { Example, MeasuredEffect, PotentialTables, TrueEffect } from "@ie/contracts";
import { rowCount } from "@ie/table";
import { truthOfUnits } from "../../truth/index.ts";
import { fitPropensity, trim, type Units } from "../../units/index.ts";
import type { InverseProbabilityWeightingOptions } from "./options.ts";
import { who } from "./who.ts";

/** The mean gain of the units that trimming keeps, with overlap weights weighted by them (Li, Morgan and Zaslavsky 2018). */
export function truthOfWeighted(
  all: Units,
  example: Example<InverseProbabilityWeightingOptions>,
  potential: PotentialTables,
  { estimate }: MeasuredEffect,
): TrueEffect {
  const { table, options } = example;
  const first = fitPropensity(all, options.propensityModel, who);
  const { units, bounds } = trim(who, all, first.scores, options);
  const rows = Array.from(units.rowNumbers, (number) => number - 1);
  if (options.weights === "inverse") return truthOfUnits(who, example, potential, estimate.estimand, { rows });
  const { scores } = bounds === null ? first : fitPropensity(units, options.propensityModel, who);
  const weights = new Float64Array(rowCount(table));
  rows.forEach((row, i) => (weights[row] = scores[i]! * (1 - scores[i]!)));
  return truthOfUnits(who, example, potential, "ate", { rows, weights });
}
