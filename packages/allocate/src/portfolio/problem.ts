/** Part of its cost that each candidate gets: 0, or from its least share to 1; n. */
export type Shares = Float64Array;

/** One linear limit on a portfolio, sparse. */
export interface Limit {
  /** As messages call it, in the words of the configuration. */
  readonly name: string;
  /** Whether it counts candidates that are funded at all, or the shares they get. */
  readonly on: "choice" | "share";
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Where the bound is a share of the budget, that share. */
  readonly ofBudget?: number;
}

/** What may be chosen: n candidates as columns, currency throughout. */
export interface Problem {
  /** n, ascending: the order of input never matters. */
  readonly ids: readonly string[];
  /** n, each above 0. */
  readonly cost: Float64Array;
  readonly budget: number;
  /** n worst returns, for `minWorst`. */
  readonly worst: Float64Array;
  /** Least sum of worst returns; null asks for none. */
  readonly minWorst: number | null;
  /** n least shares; 1 is all or nothing. */
  readonly least: Float64Array;
  /** n: 1 must be funded, 0 must not, −1 is open. */
  readonly fixed: Int8Array;
  readonly limits: readonly Limit[];
  /** Largest absolute return of a candidate in any scenario. */
  readonly largestReturn: number;
}

/** Share of a sum's magnitude that the rounding of its terms may explain. */
const rounding = 1e-12;

export function total(values: Float64Array, shares: Shares): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (shares[i] !== 0) sum += values[i]! * shares[i]!;
  return sum;
}

/** Whether `cost` is within `budget`, but for the rounding of sums. */
export function affordable(cost: number, budget: number): boolean {
  return cost <= budget * (1 + rounding);
}

/** Differences of returns up to this are rounding. */
export function returnRounding({ largestReturn, ids }: Problem): number {
  return rounding * largestReturn * Math.max(1, Math.sqrt(ids.length));
}

export function reachedIn({ on, columns, coefficients }: Limit, shares: Shares): number {
  let sum = 0;
  for (let k = 0; k < columns.length; k++) {
    const share = shares[columns[k]!]!;
    sum += coefficients[k]! * (on === "share" ? share : Math.ceil(share));
  }
  return sum;
}

export function keepsLimit(limit: Limit, shares: Shares): boolean {
  const reached = reachedIn(limit, shares);
  const size = Math.max(Math.abs(limit.lower ?? 0), Math.abs(limit.upper ?? 0), Math.abs(reached));
  return (
    reached >= (limit.lower ?? -Infinity) - rounding * size && reached <= (limit.upper ?? Infinity) + rounding * size
  );
}

export function isFeasible(problem: Problem, shares: Shares): boolean {
  const { cost, budget, worst, minWorst, fixed, least, limits } = problem;
  if (!affordable(total(cost, shares), budget)) return false;
  if (minWorst !== null && total(worst, shares) < minWorst - returnRounding(problem)) return false;
  for (let i = 0; i < fixed.length; i++) {
    const share = shares[i]!;
    if (fixed[i]! >= 0 && fixed[i] !== Math.ceil(share)) return false;
    if (share !== 0 && (share > 1 || share < least[i]! * (1 - rounding))) return false;
  }
  return limits.every((limit) => keepsLimit(limit, shares));
}

/** The funded candidates' ids, ascending. */
export function idsOf({ ids }: Problem, shares: Shares): readonly string[] {
  return ids.filter((_, i) => shares[i]! > 0);
}

/** The problem with another budget, and the limits that are shares of it. */
export function atBudget(problem: Problem, budget: number): Problem {
  const limits = problem.limits.map((limit) => {
    const { ofBudget, lower, upper } = limit;
    if (ofBudget === undefined) return limit;
    const bound = ofBudget * budget;
    return { ...limit, lower: lower === null ? null : bound, upper: upper === null ? null : bound };
  });
  return { ...problem, budget, limits };
}

/** `fixed` with candidate i decided. */
export function decided(problem: Problem, i: number, value: 0 | 1): Problem {
  return { ...problem, fixed: problem.fixed.with(i, value) };
}
