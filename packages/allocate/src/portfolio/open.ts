import type { Problem, Shares } from "./problem.ts";

/**
 * What is left to a solver: a binary for each of `columns`, then a continuous excess over the least share for each of `excess`, which
 * are candidates funded in part that are open or funded for certain; `taken` holds the least shares of those already funded.
 */
export interface Open {
  readonly columns: readonly number[];
  readonly excess: readonly number[];
  readonly taken: Shares;
}

export function openOf({ fixed, least }: Problem): Open {
  const columns: number[] = [];
  const excess: number[] = [];
  const taken = new Float64Array(fixed.length);
  for (let i = 0; i < fixed.length; i++) {
    if (fixed[i] === 0) continue;
    if (fixed[i] === 1) taken[i] = least[i]!;
    else columns.push(i);
    if (least[i]! < 1) excess.push(i);
  }
  return { columns, excess, taken };
}

/** The portfolio that values of the variables stand for; the binaries are rounded. */
export function sharesOf({ least }: Problem, { columns, excess, taken }: Open, values: Float64Array): Shares {
  const shares = taken.slice();
  columns.forEach((i, k) => {
    shares[i] = Math.round(values[k]!) === 1 ? least[i]! : 0;
  });
  excess.forEach((i, k) => {
    if (shares[i]! > 0) shares[i] = Math.min(1, shares[i]! + Math.max(0, values[columns.length + k]!));
  });
  return shares;
}

/** The variables' values of a portfolio that agrees with what is decided; null of another. */
export function valuesOf({ least }: Problem, { columns, excess, taken }: Open, shares: Shares): Float64Array | null {
  const open = new Set(columns);
  for (let i = 0; i < shares.length; i++)
    if (!open.has(i) && Math.ceil(shares[i]!) !== Math.ceil(taken[i]!)) return null;
  return Float64Array.from([
    ...columns.map((i) => Math.ceil(shares[i]!)),
    ...excess.map((i) => Math.max(0, shares[i]! - least[i]!)),
  ]);
}
