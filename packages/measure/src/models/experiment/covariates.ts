import { ImpactError, type Check, type Table } from "@ie/contracts";
import { anyColumn } from "../../columns.ts";
import { categoriesOf } from "./formula/codes.ts";
import { meanOf } from "./formula/mean-of.ts";
import type { Regressor } from "./formula/regressors.ts";
import type { ExperimentOptions } from "./options.ts";
import { who } from "./who.ts";

export interface Covariates {
  readonly regressors: readonly Regressor[];
  /** How many cells were missing; null where there are no covariates. */
  readonly check: Check | null;
}

function numeric(
  name: string,
  cells: Float64Array,
  policy: ExperimentOptions["missingCovariates"],
): readonly Regressor[] {
  const known = cells.filter((value) => !Number.isNaN(value));
  const regressor = (label: string, values: Float64Array): Regressor => ({
    name: label,
    values,
    arm: -1,
    mean: meanOf(values),
  });
  if (known.length === cells.length) return [regressor(name, cells)];
  const fill = known.length === 0 ? 0 : meanOf(known);
  const filled = regressor(
    name,
    cells.map((value) => (Number.isNaN(value) ? fill : value)),
  );
  if (policy === "mean") return [filled];
  return [
    filled,
    regressor(
      `${name}[missing]`,
      cells.map((value) => (Number.isNaN(value) ? 1 : 0)),
    ),
  ];
}

/** Indicators of all levels but the first; a missing cell is a level of its own. */
function categorical(table: Table, name: string): readonly Regressor[] {
  const { levels, codes } = categoriesOf(who, table, name);
  const all = [...levels.keys()].slice(1);
  return (codes.includes(-1) ? [...all, -1] : all).map((code) => {
    const values = Float64Array.from(codes, (each) => (each === code ? 1 : 0));
    return {
      name: code === -1 ? `${name}[missing]` : `${name}[T.${levels[code]}]`,
      values,
      arm: -1,
      mean: meanOf(values),
    };
  });
}

/**
 * The covariates declared beside the formula. Missing numbers become the mean over all arms, with `indicator` beside a column that marks
 * them: the assignment is independent of both, so neither biases the effect (Zhao and Ding 2024).
 */
export function covariatesOf(table: Table, options: ExperimentOptions): Covariates {
  const { covariates, missingCovariates: policy } = options;
  if (covariates.length === 0) return { regressors: [], check: null };
  let missing = 0;
  const regressors = covariates.flatMap((name) => {
    const cells = anyColumn(who, table, name);
    let first = -1;
    for (let i = 0; i < cells.length; i++) {
      if (cells[i] !== "" && !Number.isNaN(cells[i])) continue;
      if (first === -1) first = i;
      missing += 1;
    }
    const infinite = cells instanceof Float64Array ? cells.findIndex((cell) => Math.abs(cell) === Infinity) : -1;
    if (infinite !== -1) {
      throw new ImpactError({
        code: "data/not-finite",
        who,
        what: `covariate "${name}" is infinite in row ${infinite + 1}`,
        hint: "mend the cell, or leave it empty where the value is missing",
        facts: { column: name, row: infinite + 1 },
      });
    }
    if (first !== -1 && policy === "error") {
      throw new ImpactError({
        code: "data/not-finite",
        who,
        what: `covariate "${name}" is empty in row ${first + 1}`,
        hint: "fill the cell, or set missing_covariates: indicator",
        facts: { column: name, row: first + 1 },
      });
    }
    return cells instanceof Float64Array ? numeric(name, cells, policy) : categorical(table, name);
  });
  const filled = policy === "indicator" ? "filled with the mean and marked by an indicator" : "filled with the mean";
  return {
    regressors,
    check: {
      name: "missing_covariates",
      status: "pass",
      message:
        missing === 0
          ? "no covariate lacks a value"
          : `${missing} cells of the covariates are missing and were ${filled}`,
      value: missing,
    },
  };
}
