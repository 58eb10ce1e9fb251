import type { Example, PotentialTables, TrueEffect } from "@ie/contracts";
import { effectTable, withoutEffect } from "../../truth/index.ts";
import type { SyntheticControlOptions } from "./options.ts";
import { readStudy } from "./study.ts";

/** The mean over the treated units and the periods from treatment on that are used; the totals likewise. */
export function truth({ table, options }: Example<SyntheticControlOptions>, potential: PotentialTables): TrueEffect {
  const outcome = options.outcomeColumn;
  const effects = effectTable(table, potential, outcome);
  if (effects === null) return withoutEffect(table, potential, outcome);
  const { synthetic, treated } = readStudy(effects, { ...options, predictors: [], costColumn: null });
  const { outcomes, preperiods } = synthetic;
  const after = outcomes.rows - preperiods;
  const sums = treated.map((_, j) =>
    outcomes.data
      .subarray(j * outcomes.rows + preperiods, (j + 1) * outcomes.rows)
      .reduce((sum, value) => sum + value, 0),
  );
  const incremental = sums.reduce((sum, value) => sum + value, 0);
  const cumulative = incremental / treated.length;
  return {
    value: cumulative / after,
    effects: {
      cumulative,
      incremental,
      ...Object.fromEntries(treated.map((name, j) => [`unit ${name}`, sums[j]! / after])),
    },
  };
}
