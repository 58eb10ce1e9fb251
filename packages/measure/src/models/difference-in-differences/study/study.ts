import type { Check } from "@ie/contracts";
import type { StaggeredPanel, Matrix } from "@ie/stats";
import type { Panel } from "../../../panel/index.ts";

/** Units over periods, with the period in which each was first treated. Arrays of units follow `units`. */
export interface Study {
  /** All units and periods of the table. */
  readonly panel: Panel;
  /** Units in use, as places in `panel.units`. */
  readonly units: Int32Array;
  /** Place of the first treated period in `panel.periods`; Infinity for never. */
  readonly first: Float64Array;
  /** Codes 0 … clusterCount − 1. */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
  /** What clusters are called: a column, or the unit column. */
  readonly clusterColumn: string;
  /** First treated period of each cluster; null where a cluster has units of several. */
  readonly cohortOf: Float64Array | null;
  /** Finite first treated periods, ascending. */
  readonly cohorts: readonly number[];
  readonly anticipation: number;
  /** Outcomes seen. */
  readonly observed: number;
  readonly isBalanced: boolean;
  /** Names of covariates in `panel.covariates`. */
  readonly covariates: readonly string[];
  readonly checks: readonly Check[];
}

/** The outcome of unit `i` (of those in use) in period `t`; NaN where it was not seen. */
export function outcomeAt({ panel, units }: Study, i: number, t: number): number {
  return panel.outcome.data[units[i]! * panel.outcome.rows + t]!;
}

/** The study as the kernel takes it: one row for each outcome seen, periods by their places. */
export function staggeredPanel(study: Study): StaggeredPanel & { readonly covariates: Matrix | null } {
  const { panel, units, first, clusters, observed, covariates } = study;
  const T = panel.periods.length;
  const outcome = new Float64Array(observed);
  const unit = new Int32Array(observed);
  const period = new Int32Array(observed);
  const data = new Float64Array(observed * covariates.length);
  const matrices = covariates.map((name) => panel.covariates[name]!);
  let row = 0;
  for (let i = 0; i < units.length; i++) {
    for (let t = 0; t < T; t++) {
      const at = units[i]! * T + t;
      const value = panel.outcome.data[at]!;
      if (Number.isNaN(value)) continue;
      outcome[row] = value;
      unit[row] = i;
      period[row] = t;
      for (let j = 0; j < matrices.length; j++) data[j * observed + row] = matrices[j]!.data[at]!;
      row += 1;
    }
  }
  return {
    outcome,
    unit,
    period,
    firstTreated: first,
    clusters,
    covariates: covariates.length === 0 ? null : { rows: observed, cols: covariates.length, data },
  };
}
