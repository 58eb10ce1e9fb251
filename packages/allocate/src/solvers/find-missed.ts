import type { LinearProgram } from "@ie/contracts";

/** Variables up to which an answer is tried against its neighbours. */
const mostVariables = 200;
/** Units of the program, whose coefficients are near 1: what tolerances may explain. */
const tolerance = 1e-7;

/**
 * By how much a neighbour of an answer, one binary set or cleared or two exchanged, betters its objective while keeping every row;
 * 0 where none does, and of programs with other variables or very many.
 */
export function findMissed(
  { direction, objective, constraints, lower, upper, integer }: LinearProgram,
  values: Float64Array,
): number {
  const n = objective.length;
  if (n > mostVariables || !integer.every((whole, i) => whole && lower[i]! >= 0 && upper[i]! <= 1)) return 0;
  const x = values.map(Math.round);
  const rows = constraints.map(({ coefficients, columns }) => {
    const row = new Float64Array(n);
    coefficients.forEach((value, k) => {
      row[columns?.[k] ?? k] = value;
    });
    return row;
  });
  const sums = rows.map((row) => row.reduce((sum, value, i) => sum + value * x[i]!, 0));
  const step = x.map((value) => 1 - 2 * value);
  const sign = direction === "maximise" ? 1 : -1;
  const movable = (i: number): boolean => lower[i] !== upper[i];
  let missed = 0;
  for (let i = 0; i < n; i++) {
    if (!movable(i)) continue;
    for (let j = i; j < n; j++) {
      if (!movable(j)) continue;
      const other = j === i ? 0 : step[j]!;
      const gain = sign * (step[i]! * objective[i]! + other * objective[j]!);
      if (gain <= missed + tolerance) continue;
      const kept = constraints.every((constraint, r) => {
        const sum = sums[r]! + step[i]! * rows[r]![i]! + other * rows[r]![j]!;
        return sum >= (constraint.lower ?? -Infinity) && sum <= (constraint.upper ?? Infinity);
      });
      if (kept) missed = gain;
    }
  }
  return missed;
}
