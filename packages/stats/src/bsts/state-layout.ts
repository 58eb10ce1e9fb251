import type { BstsSpec } from "./model.ts";
import { createSkyline, type Skyline } from "./skyline.ts";

/** Disturbances of one variance: row r is Σ coefficient · state over entries rows[r] … rows[r + 1] − 1. */
interface Disturbances {
  readonly count: number;
  readonly rows: Int32Array;
  readonly states: Int32Array;
  readonly weights: Float64Array;
}

/** A sparse symmetric matrix within a skyline: `values` at `places`, without repetition. */
interface SparseTerm {
  readonly places: Int32Array;
  readonly values: Float64Array;
}

/**
 * All states of all rows as one Gaussian vector in order of time, so that its precision is banded (Rue 2001; Chan and Jeliazkov 2009):
 * Σ over disturbances D'D / variance, plus Z'Z / σ² of the observed rows, plus the initial states' own precision.
 */
export interface StateLayout {
  readonly skyline: Skyline;
  /** Level, slope if any, then seasons. */
  readonly disturbances: readonly Disturbances[];
  /** D'D of each. */
  readonly precisions: readonly SparseTerm[];
  /** Z'Z over the observed rows. */
  readonly observation: SparseTerm;
  /** rows × perRow: the states whose sum is y's mean without regression, the level first. */
  readonly observed: Int32Array;
  readonly perRow: number;
  /** Initial states: level, slope if any, then each season's. */
  readonly initialStates: Int32Array;
  /** Per initial state: -2 level, -1 slope, otherwise the season. */
  readonly initialKinds: Int32Array;
  /** States of the last row in the order of `BstsDraws.finalStates`. */
  readonly finalStates: Int32Array;
}

/** `present`: per row 1 when y is there. */
export function createStateLayout(present: Uint8Array, spec: BstsSpec): StateLayout {
  const n = present.length;
  const slope = spec.level === "local_linear_trend";
  const keys: { time: number; kind: number; at: number }[] = [];
  for (let t = 0; t < n; t++) {
    keys.push({ time: t, kind: -2, at: t });
    if (slope) keys.push({ time: t, kind: -1, at: t });
  }
  spec.seasons.forEach(({ periods, duration = 1 }, kind) => {
    const blocks = Math.ceil(n / duration);
    for (let b = 2 - periods; b < blocks; b++) keys.push({ time: b * duration, kind, at: b });
  });
  keys.sort((a, b) => a.time - b.time || a.kind - b.kind || a.at - b.at);
  const positions = new Map(keys.map(({ kind, at }, i) => [`${kind}:${at}`, i]));
  const position = (kind: number, at: number): number => positions.get(`${kind}:${at}`)!; // built from the same keys

  const rows: [state: number, weight: number][][][] = [];
  const level: [number, number][][] = [];
  for (let t = 1; t < n; t++) {
    const row: [number, number][] = [
      [position(-2, t), 1],
      [position(-2, t - 1), -1],
    ];
    if (slope) row.push([position(-1, t - 1), -1]);
    level.push(row);
  }
  rows.push(level);
  if (slope)
    rows.push(
      Array.from({ length: n - 1 }, (_, t) => [
        [position(-1, t + 1), 1],
        [position(-1, t), -1],
      ]),
    );
  spec.seasons.forEach(({ periods, duration = 1 }, kind) => {
    const blocks = Math.ceil(n / duration);
    rows.push(
      Array.from({ length: blocks - 1 }, (_, b) =>
        Array.from({ length: periods }, (_, i): [number, number] => [position(kind, b + 1 - i), 1]),
      ),
    );
  });

  const perRow = 1 + spec.seasons.length;
  const observed = new Int32Array(n * perRow);
  const seen: [number, number][][] = [];
  for (let t = 0; t < n; t++) {
    observed[t * perRow] = position(-2, t);
    spec.seasons.forEach(({ duration = 1 }, kind) => {
      observed[t * perRow + 1 + kind] = position(kind, Math.floor(t / duration));
    });
    if (present[t] === 1)
      seen.push(Array.from(observed.subarray(t * perRow, (t + 1) * perRow), (i): [number, number] => [i, 1]));
  }

  const initial: { state: number; kind: number }[] = [{ state: position(-2, 0), kind: -2 }];
  const final = [position(-2, n - 1)];
  if (slope) {
    initial.push({ state: position(-1, 0), kind: -1 });
    final.push(position(-1, n - 1));
  }
  spec.seasons.forEach(({ periods, duration = 1 }, kind) => {
    const last = Math.ceil(n / duration) - 1;
    for (let i = 0; i < periods - 1; i++) {
      initial.push({ state: position(kind, -i), kind });
      final.push(position(kind, last - i));
    }
  });

  const first = Int32Array.from(keys, (_, i) => i);
  for (const row of [...rows.flat(), ...seen]) {
    const lowest = Math.min(...row.map(([state]) => state));
    for (const [state] of row) first[state] = Math.min(first[state]!, lowest);
  }
  const skyline = createSkyline(first);
  return {
    skyline,
    disturbances: rows.map(compressed),
    precisions: rows.map((part) => squared(skyline, part)),
    observation: squared(skyline, seen),
    observed,
    perRow,
    initialStates: Int32Array.from(initial, ({ state }) => state),
    initialKinds: Int32Array.from(initial, ({ kind }) => kind),
    finalStates: Int32Array.from(final),
  };
}

function compressed(rows: readonly (readonly [number, number][])[]): Disturbances {
  const entries = rows.flat();
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    starts[r + 1] = starts[r]! + row.length;
  });
  return {
    count: rows.length,
    rows: starts,
    states: Int32Array.from(entries, ([state]) => state),
    weights: Float64Array.from(entries, ([, weight]) => weight),
  };
}

/** D'D of the rows D. */
function squared(skyline: Skyline, rows: readonly (readonly [number, number][])[]): SparseTerm {
  const sums = new Map<number, number>();
  for (const row of rows)
    for (const [i, a] of row)
      for (const [j, b] of row) {
        if (j > i) continue;
        const place = skyline.start[i]! + j;
        sums.set(place, (sums.get(place) ?? 0) + a * b);
      }
  return { places: Int32Array.from(sums.keys()), values: Float64Array.from(sums.values()) };
}
