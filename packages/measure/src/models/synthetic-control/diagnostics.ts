import { ImpactError, type Fit } from "@ie/contracts";
import type { PlaceboTest, SyntheticFit } from "@ie/stats";
import type { Task } from "./answer.ts";
import type { Inferred } from "./inference.ts";
import type { SyntheticControlOptions } from "./options.ts";
import type { Study } from "./study.ts";
import { who } from "./who.ts";

/** Standard deviation of the treated path before treatment; a constant one is refused. */
export function spreadBefore({ treated }: SyntheticFit, preperiods: number, outcome: string): number {
  const path = treated.subarray(0, preperiods);
  const mean = path.reduce((sum, value) => sum + value, 0) / preperiods;
  const sd = Math.sqrt(path.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (preperiods - 1));
  if (sd > 1e-12 * Math.abs(mean)) return sd;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: `"${outcome}" of the treated is ${path[0]} in every period before treatment`,
    hint: "a constant path says nothing about which donors are alike; look at the source",
    facts: { outcome },
  });
}

/** Standard deviation of all outcomes before treatment, over units and periods. */
export function spreadOfPanel({ outcomes, preperiods }: Study["synthetic"]): number {
  const { rows, cols, data } = outcomes;
  const before = data.filter((_, cell) => cell % rows < preperiods);
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
  return Math.sqrt(before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (preperiods * cols - 1));
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

export function diagnosticsOf(
  study: Study,
  options: SyntheticControlOptions,
  { fit, synthetic }: Task,
  placebo: PlaceboTest | null,
  { answer, periods }: Inferred,
  sd: number,
): Fit["diagnostics"] {
  const { preperiods, outcomes } = synthetic;
  const squares = fit.weights.reduce((sum, weight) => sum + weight * weight, 0);
  return {
    method: options.method,
    inference: answer.inference,
    ...answer.diagnostics,
    series_inference: periods?.inference ?? null,
    r_squared: 1 - (fit.preMspe * preperiods) / (sd * sd * (preperiods - 1)),
    treated_units: study.treated.length,
    donors: study.donors.length,
    pre_periods: preperiods,
    post_periods: outcomes.rows - preperiods,
    periods_left_out: study.gaps.length + study.anticipating,
    donors_dropped: study.droppedDonors.length,
    other_treated: study.otherTreated.length,
    pre_rmspe: Math.sqrt(fit.preMspe),
    outcome_sd: spreadOfPanel(synthetic),
    post_rmspe: Math.sqrt(fit.postMspe),
    mspe_ratio: finite(placebo?.ratio.value),
    mspe_ratio_rank: placebo?.ratio.rank ?? null,
    mspe_ratio_p: placebo?.ratio.pValue ?? null,
    kkt_residual: finite(fit.kkt),
    converged: fit.converged,
    effective_donors: 1 / squares,
    donors_with_weight: fit.weights.reduce((count, weight) => count + (Math.abs(weight) > 1e-6 ? 1 : 0), 0),
    intercept: fit.intercept,
    ridge: fit.ridge,
  };
}
