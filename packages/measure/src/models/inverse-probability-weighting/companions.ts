import { ImpactError, type Effect } from "@ie/contracts";
import { regressionAdjustment } from "@ie/stats";
import { companionOf, readUnits, type Units } from "../../units/index.ts";
import type { InverseProbabilityWeightingOptions } from "./options.ts";
import { who } from "./who.ts";

/** The units with the regression's covariates, which may be others than the propensity's. */
export function outcomeUnits(units: Units, options: InverseProbabilityWeightingOptions): Units {
  if (options.outcomeCovariates === null) return units;
  const { levels, table } = units;
  const spec = {
    outcome: options.dependentVariable,
    treatment: options.treatmentColumn,
    control: levels.control,
    covariates: options.outcomeCovariates,
  };
  return readUnits(table, spec, who);
}

/** Places of the covariates that the regression lets differ between the arms: by their own name, or all levels of a category's. */
function interacted({ names }: Units, wanted: InverseProbabilityWeightingOptions["outcomeInteractions"]): number[] {
  if (wanted === "none") return [];
  if (wanted === "all") return [...names.keys()];
  const missing = wanted.find((name) => !names.some((own) => own === name || own.startsWith(`${name}[`)));
  if (missing !== undefined) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `outcome_interactions has "${missing}", which is no covariate of the regression`,
      hint: `they are ${names.join(", ")}`,
      facts: { covariate: missing },
    });
  }
  return [...names.keys()].filter((j) => wanted.some((name) => names[j] === name || names[j]!.startsWith(`${name}[`)));
}

/** The effect by a regression of the outcome instead: adjusted (g-formula), null where the units do not carry it. */
export function regressionCompanion(
  own: Units,
  options: InverseProbabilityWeightingOptions,
  unit: string,
): Effect | null {
  const slopes = interacted(own, options.outcomeInteractions);
  if (own.n - own.x.cols - slopes.length < 5) return null;
  const fit = regressionAdjustment(own.y, own.treated, own.x, slopes, options.estimand);
  return companionOf("regression adjustment", fit, options.level, unit);
}
