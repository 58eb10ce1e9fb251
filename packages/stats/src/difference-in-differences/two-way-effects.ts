import { cholesky, choleskySolve } from "../linear-algebra/cholesky.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";

/** Least squares on effects of units and periods for one set of rows. */
export interface TwoWayEffects {
  /** Independent effects: units + periods − connected components, of those that have rows. */
  readonly rank: number;
  /** N + T: the connected component of each unit, then of each period; −1 without rows. Effects are comparable inside a component. */
  readonly components: Int32Array;
  /**
   * Solves the normal equations D′D c = b for effects of units (N) and periods (T), D the rows' indicators, and writes them over `b`.
   * The first period of each component has effect 0; effects without rows are 0.
   */
  solve(units: Float64Array, periods: Float64Array): void;
  /** Subtracts from `v` (n) its projection on the effects. */
  residualise(v: Float64Array): void;
}

/**
 * Exact elimination of effects of N units and T periods, balanced or not: unit effects are eliminated in closed form, period effects by
 * a Cholesky factor of the T × T system that remains. `unit`, `period`: n codes below N and T; rows with `use` 0 are left out.
 */
export function twoWayEffects(
  unit: Int32Array,
  period: Int32Array,
  units: number,
  periods: number,
  use?: Uint8Array,
): TwoWayEffects {
  const n = unit.length;
  const unitRows = new Float64Array(units);
  const periodRows = new Float64Array(periods);
  for (let i = 0; i < n; i++) {
    if (use?.[i] === 0) continue;
    unitRows[unit[i]!]! += 1;
    periodRows[period[i]!]! += 1;
  }
  const components = connectedComponents(unit, period, units, periods, use);
  const grounded = groundedPeriods(components.subarray(units));
  const factor = cholesky(reducedSystem(unit, period, unitRows, periodRows, grounded, use));
  if (factor === null) throw new RangeError("twoWayEffects: effects of periods are not identified");
  const unitSums = new Float64Array(units);
  const periodSums = new Float64Array(periods);

  function solve(a: Float64Array, d: Float64Array): void {
    for (let i = 0; i < n; i++) {
      if (use?.[i] === 0) continue;
      d[period[i]!] = d[period[i]!]! - a[unit[i]!]! / unitRows[unit[i]!]!;
    }
    for (let t = 0; t < periods; t++) if (grounded[t] === 1) d[t] = 0;
    d.set(choleskySolve(factor!, d));
    for (let i = 0; i < n; i++) {
      if (use?.[i] === 0) continue;
      a[unit[i]!] = a[unit[i]!]! - d[period[i]!]!;
    }
    for (let j = 0; j < units; j++) a[j] = unitRows[j] === 0 ? 0 : a[j]! / unitRows[j]!;
  }

  function residualise(v: Float64Array): void {
    // The second pass removes what rounding left of large effects.
    for (let pass = 0; pass < 2; pass++) {
      unitSums.fill(0);
      periodSums.fill(0);
      for (let i = 0; i < n; i++) {
        if (use?.[i] === 0) continue;
        unitSums[unit[i]!] = unitSums[unit[i]!]! + v[i]!;
        periodSums[period[i]!] = periodSums[period[i]!]! + v[i]!;
      }
      solve(unitSums, periodSums);
      for (let i = 0; i < n; i++) {
        if (use?.[i] !== 0) v[i] = v[i]! - unitSums[unit[i]!]! - periodSums[period[i]!]!;
      }
    }
  }

  return { rank: effectsRank(components), components, solve, residualise };
}

function effectsRank(components: Int32Array): number {
  let seen = 0;
  let count = 0;
  for (const component of components) {
    if (component >= 0) seen += 1;
    count = Math.max(count, component + 1);
  }
  return seen - count;
}

/** Components of the graph whose edges are the rows. */
function connectedComponents(
  unit: Int32Array,
  period: Int32Array,
  units: number,
  periods: number,
  use?: Uint8Array,
): Int32Array {
  const parent = Int32Array.from({ length: units + periods }, (_, i) => i);
  const hasRows = new Uint8Array(units + periods);
  const find = (start: number): number => {
    let at = start;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let i = 0; i < unit.length; i++) {
    if (use?.[i] === 0) continue;
    hasRows[unit[i]!] = 1;
    hasRows[units + period[i]!] = 1;
    parent[find(unit[i]!)] = find(units + period[i]!);
  }
  const names = new Map<number, number>();
  return parent.map((_, at) => {
    if (hasRows[at] === 0) return -1;
    const root = find(at);
    if (!names.has(root)) names.set(root, names.size);
    return names.get(root)!;
  });
}

/** 1 for the first period of each component and for periods without rows. */
function groundedPeriods(components: Int32Array): Uint8Array {
  const seen = new Set([-1]);
  return Uint8Array.from(components, (component) => {
    if (component >= 0 && seen.has(component)) return 0;
    seen.add(component);
    return 1;
  });
}

/** Lower triangle of diag(rows of each period) − Σ over units of (its periods)(its periods)′ / its rows; identity where grounded. */
function reducedSystem(
  unit: Int32Array,
  period: Int32Array,
  unitRows: Float64Array,
  periodRows: Float64Array,
  grounded: Uint8Array,
  use?: Uint8Array,
): Matrix {
  const n = unit.length;
  const periods = periodRows.length;
  const starts = new Int32Array(unitRows.length + 1);
  for (let j = 0; j < unitRows.length; j++) starts[j + 1] = starts[j]! + unitRows[j]!;
  const next = starts.slice();
  const seen = new Int32Array(starts.at(-1)!);
  for (let i = 0; i < n; i++) {
    if (use?.[i] === 0) continue;
    const at = next[unit[i]!]!;
    seen[at] = period[i]!;
    next[unit[i]!] = at + 1;
  }
  const system = createMatrix(periods, periods);
  const s = system.data;
  for (let j = 0; j < unitRows.length; j++) {
    const share = 1 / unitRows[j]!;
    for (let a = starts[j]!; a < starts[j + 1]!; a++) {
      for (let b = starts[j]!; b < starts[j + 1]!; b++) {
        s[seen[a]! * periods + seen[b]!] = s[seen[a]! * periods + seen[b]!]! - share;
      }
    }
  }
  for (let t = 0; t < periods; t++) {
    s[t * periods + t] = s[t * periods + t]! + periodRows[t]!;
    if (grounded[t] === 0) continue;
    for (let r = 0; r < periods; r++) {
      s[t * periods + r] = 0;
      s[r * periods + t] = 0;
    }
    s[t * periods + t] = 1;
  }
  return system;
}
