import type { Rng } from "../random/rng.ts";
import { sampleWithoutReplacement } from "../random/sample.ts";
import { acceptedSet } from "./accepted-set.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { nullPath } from "./null-path.ts";
import { separateSides, type SyntheticPanel } from "./panel.ts";
import { simplexWeights } from "./simplex-weights.ts";

/** Options of {@link conformalTest}. */
export interface ConformalOptions {
  /** `simplex` (default) or `demeaned`: methods whose residuals treat periods before and after treatment alike. */
  readonly method?: "simplex" | "demeaned";
  /** Coverage of the interval, in (0, 1). */
  readonly level: number;
  /** Period after treatment (T₀ ≤ t < T) to test with the periods before it, or `average` (default) for the mean effect of all. */
  readonly period?: number | "average";
  /** `cyclic` shifts (default; allow serial dependence) or random `iid` permutations, which need `rng`. */
  readonly permutations?: "cyclic" | "iid";
  /** Random permutations for `iid`, default 999. */
  readonly draws?: number;
  readonly rng?: Rng;
  readonly signal?: AbortSignal;
}

/** Result of {@link conformalTest}. */
export interface ConformalTest {
  /** Of the fit to the periods before treatment. */
  readonly estimate: number;
  /** Of no effect, two-sided. */
  readonly pValue: number;
  /** Of no effect in any period, with the sum of absolute residuals, which effects of both signs do not cancel in. */
  readonly absolutePValue: number;
  /** Smallest p-value that the permutations can give. */
  readonly resolution: number;
  /** 1 − `resolution`. */
  readonly highestLevel: number;
  /** Hull of the constant effects with p > 1 − level; null when `level` > `highestLevel` or effects of any size are accepted. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** Whether all effects in the interval are accepted, so that it is exactly the accepted set. */
  readonly connected: boolean;
  /** Permutations used, the identity among them. */
  readonly permutations: number;
  /** Pieces on which the residuals are linear in the effect. */
  readonly pieces: number;
}

/**
 * Conformal inference (Chernozhukov, Wüthrich and Zhu 2021, JASA 116): under a hypothetical effect θ in every period after treatment, the
 * synthetic control is fitted to all periods, and |Σ residuals after treatment| is compared with the same sum over permuted periods.
 * Exact when the residuals are exchangeable (`iid`) and close to it when they are stationary and weakly dependent (`cyclic`).
 * The residuals are piecewise linear in θ, hence every acceptance bound is the root of a linear equation: there is no grid. θ is rejected
 * when p(θ) ≤ 1 − level, and `pValue` = p(0).
 *
 * RangeError for a panel that {@link SyntheticPanel} forbids, `level` outside (0, 1), a `period` that is not after treatment, or `iid`
 * without an `rng`.
 */
export function conformalTest(panel: SyntheticPanel, options: ConformalOptions): ConformalTest {
  const who = "conformalTest";
  const sides = separateSides(who, panel);
  const { level, period = "average", method = "simplex", permutations = "cyclic", draws = 999, rng } = options;
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must lie between 0 and 1; got ${level}`);
  const t0 = panel.preperiods;
  const all = sides.target.length;
  if (period !== "average" && !(Number.isInteger(period) && period >= t0 && period < all)) {
    throw new RangeError(`${who}: period must be "average" or from ${t0} to ${all - 1}; got ${period}`);
  }
  if (permutations === "iid" && (!rng || !Number.isInteger(draws) || draws < 1)) {
    throw new RangeError(`${who}: iid permutations need an rng and at least 1 draw; got ${draws}`);
  }
  const used = period === "average" ? [...sides.target.keys()] : [...sides.target.subarray(0, t0).keys(), period];
  const rows = used.length;
  const target = Float64Array.from(used, (t) => sides.target[t]!);
  const donors = createMatrix(rows, sides.donors.cols);
  for (let j = 0; j < donors.cols; j++) {
    for (const [i, t] of used.entries()) donors.data[j * rows + i] = sides.donors.data[j * all + t]!;
  }
  const intercept = method === "demeaned";
  const blocks =
    permutations === "iid" && rng && rows > t0 + 1
      ? randomBlocks(rng, rows, rows - t0, draws)
      : cyclicBlocks(rows, rows - t0);
  const path = nullPath(donors, target, t0, intercept, options.signal);
  const accepted = acceptedSet(path, blocks, level);
  const before = { rows: t0, cols: donors.cols, data: new Float64Array(t0 * donors.cols) };
  for (let j = 0; j < donors.cols; j++) {
    before.data.set(donors.data.subarray(j * rows, j * rows + t0), j * t0);
  }
  const { weights, intercept: constant } = simplexWeights(before, target.subarray(0, t0), { intercept });
  let estimate = 0;
  for (let t = t0; t < rows; t++) {
    let gap = target[t]! - constant;
    for (let j = 0; j < donors.cols; j++) gap -= weights[j]! * donors.data[j * rows + t]!;
    estimate += gap / (rows - t0);
  }
  const resolution = 1 / blocks.length;
  const isResolved = resolution <= 1 - level + 1e-12;
  return {
    estimate,
    pValue: accepted.pValue,
    absolutePValue: accepted.absolutePValue,
    resolution,
    highestLevel: 1 - resolution,
    interval: isResolved ? accepted.interval : null,
    connected: accepted.connected,
    permutations: blocks.length,
    pieces: path.length,
  };
}

/** Rows that each cyclic shift puts after treatment, the identity first. */
function cyclicBlocks(rows: number, size: number): Int32Array[] {
  return Array.from({ length: rows }, (_, shift) =>
    Int32Array.from({ length: size }, (__, k) => (rows - size + k + shift) % rows),
  );
}

function randomBlocks(rng: Rng, rows: number, size: number, draws: number): Int32Array[] {
  const identity = Int32Array.from({ length: size }, (_, k) => rows - size + k);
  return [identity, ...Array.from({ length: draws }, () => sampleWithoutReplacement(rng, rows, size))];
}
