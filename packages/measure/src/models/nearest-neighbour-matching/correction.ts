import { createMatrix } from "@ie/stats";
import type { Units } from "../../units/index.ts";
import type { Correction } from "./matched.ts";

/** Covariates of the bias correction with, for `quadratic`, the squares of those that have more than two values; with their names. */
export function correctionOf(
  { x, names }: Units,
  kind: "none" | "linear" | "quadratic",
): { columns: Correction; names: readonly string[] } {
  if (kind === "none") return { columns: null, names: [] };
  if (kind === "linear") return { columns: x, names };
  const n = x.rows;
  const several = names.flatMap((_, j) => {
    const column = x.data.subarray(j * n, (j + 1) * n);
    const other = column.find((value) => value !== column[0]);
    return column.some((value) => value !== column[0] && value !== other) ? [j] : [];
  });
  const columns = createMatrix(n, x.cols + several.length);
  columns.data.set(x.data);
  several.forEach((j, a) => {
    const column = x.data.subarray(j * n, (j + 1) * n);
    const mean = column.reduce((sum, value) => sum + value, 0) / n;
    columns.data.set(
      column.map((value) => (value - mean) ** 2),
      (x.cols + a) * n,
    );
  });
  return { columns, names: [...names, ...several.map((j) => `${names[j]}^2`)] };
}
