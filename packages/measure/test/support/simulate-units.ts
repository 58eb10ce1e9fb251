import { createRng } from "@ie/stats";
import type { Table } from "@ie/contracts";

export interface UnitsDesign {
  readonly n: number;
  readonly covariates: number;
  /** Effect of the treatment on everyone. */
  readonly effect: number;
  /** Slope of the log odds of treatment in the covariates' standardised sum: 0.6 overlaps well, 1.5 badly. */
  readonly slope: number;
}

/** Units x1 … xk, `region` of two names, `treated` 0/1 by a logit, and `revenue` linear in all of them. */
export function simulateUnits({ n, covariates, effect, slope }: UnitsDesign, seed: number): Table {
  const rng = createRng(seed, "units");
  const columns = Array.from({ length: covariates }, () => Float64Array.from({ length: n }, () => rng.normal()));
  const region = Array.from({ length: n }, () => (rng.uniform() < 0.4 ? "north" : "south"));
  const sum = Float64Array.from({ length: n }, (_, i) =>
    columns.reduce((total, column) => total + column[i]! / Math.sqrt(covariates), region[i] === "north" ? 0.3 : 0),
  );
  const treated = sum.map((value) => (rng.uniform() < 1 / (1 + Math.exp(0.4 - slope * value)) ? 1 : 0));
  const revenue = sum.map((value, i) => 50 + 6 * value + effect * treated[i]! + 3 * rng.normal());
  return { ...Object.fromEntries(columns.map((column, j) => [`x${j + 1}`, column])), region, treated, revenue };
}
