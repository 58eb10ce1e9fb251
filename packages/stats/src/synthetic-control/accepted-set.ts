import type { NullPiece } from "./null-path.ts";

/** Effects that a permutation test accepts. */
export interface AcceptedSet {
  /** Of θ = 0. */
  readonly pValue: number;
  /** Of θ = 0, with Σ |u| in place of |Σ u|. */
  readonly absolutePValue: number;
  /** Hull of the accepted effects; null when it has no bound. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  readonly connected: boolean;
}

/** Sums this close, relative to their terms, count as ties. */
const TIE = 1e-10;

/**
 * Effects θ with p(θ) > 1 − level, where p is the share of `blocks` (rows of u, the actual one first) with |Σ u| at least that of the
 * first. On each piece both sums are linear in θ, so that the bounds are roots of linear equations.
 */
export function acceptedSet(path: readonly NullPiece[], blocks: readonly Int32Array[], level: number): AcceptedSet {
  const needed = Math.floor((1 - level) * blocks.length + 1e-9) + 1;
  const accepted: [number, number][] = [];
  let pValue = NaN;
  let absolutePValue = NaN;
  const at = new Float64Array(blocks.length);
  const slope = new Float64Array(blocks.length);
  for (const piece of path) {
    for (const [b, block] of blocks.entries()) {
      at[b] = sumOver(piece.at, block);
      slope[b] = sumOver(piece.slope, block);
    }
    const { from, to, origin } = piece;
    if (Number.isNaN(pValue) && from <= 0 && to >= 0) {
      pValue = share(at, slope, -origin);
      const sizes = piece.at.map((u, t) => Math.abs(u - origin * piece.slope[t]!));
      const sums = Float64Array.from(blocks, (block) => sumOver(sizes, block));
      absolutePValue = share(sums, slope, 0);
    }
    const roots: number[] = [from, to];
    for (let b = 1; b < blocks.length; b++) {
      for (const sign of [1, -1]) {
        const root = origin - (at[b]! - sign * at[0]!) / (slope[b]! - sign * slope[0]!);
        if (root > from && root < to) roots.push(root);
      }
    }
    roots.sort((a, b) => a - b);
    for (let k = 0; k + 1 < roots.length; k++) {
      const lower = roots[k]!;
      const upper = roots[k + 1]!;
      if (!(upper > lower)) continue;
      const middle =
        lower === -Infinity
          ? upper - 1 - Math.abs(upper)
          : upper === Infinity
            ? lower + 1 + Math.abs(lower)
            : (lower + upper) / 2;
      const count = share(at, slope, middle - origin) * blocks.length;
      if (Math.round(count) < needed) continue;
      const last = accepted.at(-1);
      if (last && last[1] >= lower) last[1] = upper;
      else accepted.push([lower, upper]);
    }
  }
  const lower = accepted[0]?.[0] ?? NaN;
  const upper = accepted.at(-1)?.[1] ?? NaN;
  const bounded = Number.isFinite(lower) && Number.isFinite(upper);
  return { pValue, absolutePValue, interval: bounded ? { lower, upper } : null, connected: accepted.length === 1 };
}

/** Share of blocks whose |sum| is at least that of the first, `ahead` of the origin. */
function share(at: Float64Array, slope: Float64Array, ahead: number): number {
  const actual = Math.abs(at[0]! + ahead * slope[0]!);
  let count = 1;
  for (let b = 1; b < at.length; b++) {
    if (Math.abs(at[b]! + ahead * slope[b]!) * (1 + TIE) >= actual) count += 1;
  }
  return count / at.length;
}

function sumOver(values: Float64Array, block: Int32Array): number {
  let sum = 0;
  for (const t of block) sum += values[t]!;
  return sum;
}
