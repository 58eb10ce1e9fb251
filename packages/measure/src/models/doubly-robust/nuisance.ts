import { ImpactError } from "@ie/contracts";
import { crossFit, isFailure, type CrossFitFailure, type Learner, type Matrix, type Nuisance } from "@ie/stats";
import type { Units } from "../../units/index.ts";
import type { Folds } from "./folds.ts";
import type { DoublyRobustOptions } from "./options.ts";
import { who } from "./who.ts";

/** The regressions that a fit needs. */
export interface Regressions {
  readonly design: Matrix;
  readonly outcome: Learner;
  readonly propensity: Learner;
}

function failure(
  { regression, fold, status, columns, rows }: CrossFitFailure,
  units: Units,
  count: number,
  options: DoublyRobustOptions,
): ImpactError {
  const where = count === 1 ? "" : ` when fold ${fold + 1} of ${count} is left out`;
  const names = columns.map((j) => units.names[j - 1] ?? "a product of covariates");
  const facts = { regression, fold, rows, covariates: names };
  if (status === "separated" && regression === "propensity") {
    return new ImpactError({
      code: "fit/no-overlap",
      who,
      what: `${names.join(", ") || "the covariates"} ${names.length === 1 ? "tells" : "tell"} treated from untreated units without error${where}`,
      hint: `there is nobody to compare some units with; leave them out, join rare categories, or leave the covariate out if it is a consequence of "${units.treatment}"`,
      facts,
    });
  }
  if (status === "too-few-rows") {
    return new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `the ${regression} has ${rows} rows${where}, too few for its terms`,
      hint: "use fewer covariates, squares and interactions, or outcome_model: ridge",
      facts,
    });
  }
  if (status === "no-variation") {
    return new ImpactError({
      code: "data/no-variation",
      who,
      what: `the ${regression} has one value only${where}`,
      hint: regression === "propensity" ? "use fewer folds, or folds that hold both arms" : "set outcome_model: linear",
      facts,
    });
  }
  return new ImpactError({
    code: "fit/not-converged",
    who,
    what: `the ${regression} by ${regression === "propensity" ? options.propensityModel : options.outcomeModel} has no answer (${status})${where}`,
    hint: "use fewer covariates, or a penalised model: ridge",
    facts,
  });
}

/** Whether the propensity divides by 0 for this unit. */
function isWithout(estimand: DoublyRobustOptions["estimand"], isTreated: boolean, e: number): boolean {
  if (!(e >= 0 && e <= 1)) return true;
  if (estimand === "att") return !isTreated && e === 1;
  if (estimand === "atc") return isTreated && e === 0;
  return isTreated ? e === 0 : e === 1;
}

/** Each unit's regressions, predicted from the other folds; an ImpactError where one has no answer. */
export function nuisanceOf(
  units: Units,
  { design, outcome, propensity }: Regressions,
  { codes, count }: Folds,
  options: DoublyRobustOptions,
): Nuisance {
  const found = crossFit({
    y: units.y,
    treated: units.treated,
    outcomeDesign: design,
    propensityDesign: design,
    folds: codes,
    count,
    outcomeLearner: outcome,
    propensityLearner: propensity,
    estimand: options.estimand,
  });
  if (isFailure(found)) throw failure(found, units, count, options);
  const at = found.propensity.findIndex((e, i) => isWithout(options.estimand, units.treated[i] === 1, e));
  if (at !== -1) {
    throw new ImpactError({
      code: "fit/no-overlap",
      who,
      what: `the propensity of row ${units.rowNumbers[at]} is ${found.propensity[at]}`,
      hint: "there is nobody to compare it with; set trim: [0.05, 0.95], and the effect is that of the rest",
      facts: { row: units.rowNumbers[at], propensity: found.propensity[at] },
    });
  }
  const odd = [found.treatedOutcome, found.controlOutcome].some((values) => !values.every(Number.isFinite));
  if (!odd) return found;
  throw new ImpactError({
    code: "fit/not-converged",
    who,
    what: `the outcome's regression by ${options.outcomeModel} predicts a number that is not finite`,
    hint: "use another outcome_model",
  });
}
