import { ImpactError, type Effect } from "@ie/contracts";
import type { Answer } from "./answer.ts";
import { multiple } from "./effects.ts";
import type { Study } from "./study.ts";
import { who } from "./who.ts";

/**
 * What the treated units spent from treatment on. Null without a cost column. The cost must be what treatment adds, so
 * none before it; a missing cell is no cost.
 */
export function additionalCost({ panel, units, treated, periods, start }: Study, column: string | null): number | null {
  if (column === null) return null;
  const matrix = panel.covariates[column] ?? panel.outcome;
  let total = 0;
  for (const u of units.slice(0, treated.length)) {
    for (const t of periods) {
      const cost = matrix.data[u * matrix.rows + t]!;
      if (Number.isNaN(cost) || cost === 0) continue;
      if (t < start) {
        throw new ImpactError({
          code: "data/out-of-range",
          who,
          what: `column "${column}" has ${cost} for the treated unit "${panel.units[u]}" in period ${panel.periods[t]}, before treatment`,
          hint: "give the cost that treatment adds, 0 before it",
          facts: { column, unit: panel.units[u], period: panel.periods[t] },
        });
      }
      total += cost;
    }
  }
  if (total > 0) return total;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: `column "${column}" has no cost of the treated units from ${panel.periods[start]} on`,
    hint: "leave cost_column out, or look at the source",
    facts: { column },
  });
}

/** Sums over periods and treated units, and the return on the cost: all the same inversion as the estimate. */
export function totals(
  answer: Pick<Answer, "value" | "stderr" | "interval" | "pValue">,
  units: number,
  periods: number,
  outcome: string,
  cost: number | null,
): Effect[] {
  return [
    multiple("cumulative", answer, periods, `${outcome} per unit`),
    multiple("incremental", answer, periods * units, outcome),
    ...(cost === null ? [] : [multiple("return_on_cost", answer, (periods * units) / cost, `${outcome} per cost`)]),
  ];
}
