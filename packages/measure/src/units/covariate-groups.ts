import { covariateColumns } from "./covariate-columns.ts";
import type { Units } from "./units.ts";

/** The columns of `x` that stand for one covariate of the table. */
export interface CovariateColumns {
  readonly name: string;
  /** Columns of n numbers. */
  readonly columns: readonly Float64Array[];
}

/** The column that a name such as `race[T.white]` or `I(age^2)` is made from; products keep their own name. */
function sourceOf(name: string, { table }: Units): string {
  if (Object.hasOwn(table, name)) return name;
  const term = name.replace(/\[T\..*\]$/u, "");
  if (Object.hasOwn(table, term)) return term;
  const columns = covariateColumns([term]);
  return columns.length === 1 ? columns[0]! : name;
}

/** The covariates as users know them: indicators of a category, and powers of a number, together. */
export function covariateGroups(units: Units): readonly CovariateColumns[] {
  const { x, names } = units;
  const groups = new Map<string, Float64Array[]>();
  names.forEach((name, j) => {
    const source = sourceOf(name, units);
    const own = groups.get(source) ?? [];
    own.push(x.data.subarray(j * x.rows, (j + 1) * x.rows));
    groups.set(source, own);
  });
  return [...groups].map(([name, columns]) => ({ name, columns }));
}
