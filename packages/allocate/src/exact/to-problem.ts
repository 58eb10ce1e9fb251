import type { LinearProgram } from "@ie/contracts";
import { noBase, singleOf, type Problem } from "./problem.ts";

/** Rows that the dense basis is made for. */
const mostRows = 24;

/** The program as a minimisation; null where it has too many rows. */
export function toProblem({ direction, objective, constraints, lower, upper, integer }: LinearProgram): Problem | null {
  const n = objective.length;
  const m = constraints.length;
  if (m > mostRows) return null;
  const matrix = new Float64Array(n * m);
  constraints.forEach(({ coefficients, columns }, i) => {
    if (columns === undefined) for (let j = 0; j < n; j++) matrix[j * m + i] = coefficients[j]!;
    else for (let k = 0; k < columns.length; k++) matrix[columns[k]! * m + i] = coefficients[k]!;
  });
  const whole = new Uint8Array(n);
  for (let j = 0; j < n; j++) whole[j] = integer[j] === true ? 1 : 0;
  return {
    columns: n,
    rows: m,
    matrix,
    cost: direction === "maximise" ? objective.map((c) => -c) : objective.slice(),
    lower: lower.map((bound, j) => (whole[j] === 1 ? Math.ceil(bound - 1e-9) : bound)),
    upper: upper.map((bound, j) => (whole[j] === 1 ? Math.floor(bound + 1e-9) : bound)),
    whole,
    rowLower: Float64Array.from(constraints, (row) => row.lower ?? -Infinity),
    rowUpper: Float64Array.from(constraints, (row) => row.upper ?? Infinity),
    base: noBase(m),
    units: new Float64Array(n).fill(1),
    single: singleOf(whole),
  };
}
