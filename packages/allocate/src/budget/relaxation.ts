import { bestResponse } from "./best-response.ts";
import type { Box, Problem } from "./problem.ts";
import { reachOf } from "./reach.ts";

/** The Lagrangian relaxation of a box: the problem with each curve's concave envelope in its place. Arrays are overwritten by the next call. */
export interface Relaxation {
  /**
   * Solves it and gives its value, an upper bound on every plan in the box, or −∞ where the box holds none.
   * `x` keeps all sums; `gap[i]` is how far the envelope lies above curve i there, ∞ where `x[i]` is not allowed; `low` and `high` are the maximisers between
   * which `x` lies; `lambda[i]` is the multiplier of the innermost group of i, NaN where the limits alone fix `x[i]`.
   */
  solve(box: Box): number;
  readonly x: Float64Array;
  readonly gap: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly lambda: Float64Array;
}

const epsilon = 4 * Number.EPSILON;

/**
 * By bisection on one multiplier a group (Everett 1963): with nested groups the sum of a group as a function of its parent's
 * multiplier is the sum of its parts cut off at its limits, so that each multiplier is the root of a falling function.
 */
export function createRelaxation({ curves, hi, groups, price }: Problem): Relaxation {
  const n = curves.length;
  const x = new Float64Array(n);
  const gap = new Float64Array(n);
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  const trial = new Float64Array(n);
  const lambda = new Float64Array(n);
  const least = new Float64Array(groups.length);
  const most = new Float64Array(groups.length);
  const sumLow = new Float64Array(groups.length);
  const sumHigh = new Float64Array(groups.length);
  const sumTrial = new Float64Array(groups.length);
  // A slope to start from: what the whole of each channel returns per unit.
  let typical = 0;
  for (let i = 0; i < n; i++)
    if (hi[i]! > 0 && hi[i]! < Infinity) typical += Math.abs(curves[i]!.value(hi[i]!) / hi[i]!) / n;
  const unit = typical > 0 && Number.isFinite(typical) ? typical : 1;
  const guess = new Float64Array(groups.length).fill(unit);
  let box: Box = { lo: new Float64Array(0), hi: new Float64Array(0), off: new Uint8Array(0) };

  /** The group's sum, not cut off, when everyone in it answers `multiplier`; writes `at` and the cut sums of subgroups. */
  function respond(g: number, multiplier: number, at: Float64Array, sums: Float64Array): number {
    const group = groups[g]!;
    let sum = 0;
    for (const i of group.channels) {
      at[i] = bestResponse(curves[i]!, multiplier, box.lo[i]!, box.hi[i]!, box.off[i]!);
      sum += at[i];
    }
    for (const child of group.children) {
      const inner = respond(child, multiplier, at, sums);
      sums[child] = inner < least[child]! ? least[child]! : inner > most[child]! ? most[child]! : inner;
      sum += sums[child];
    }
    return sum;
  }

  /** Copies the last trial of a group to the lower or the upper end of its bracket. */
  function keep(g: number, at: Float64Array, sums: Float64Array): void {
    const group = groups[g]!;
    for (const i of group.channels) at[i] = trial[i]!;
    for (const child of group.children) {
      sums[child] = sumTrial[child]!;
      keep(child, at, sums);
    }
  }

  /** The slope of the chord of the part that jumps most between the ends of the bracket; NaN where no part makes up most of it. */
  function chordSlope(g: number, width: number): number {
    let widest = -1;
    let jump = width / 2;
    for (const i of groups[g]!.channels) {
      const step = high[i]! - low[i]!;
      if (step > jump) {
        jump = step;
        widest = i;
      }
    }
    if (widest < 0) return NaN;
    const curve = curves[widest]!;
    return (curve.value(high[widest]!) - curve.value(low[widest]!)) / jump;
  }

  /** A multiplier further up (`factor` > 1) or down (< 1). */
  function move(multiplier: number, factor: number): number {
    if (multiplier !== 0 && multiplier > 0 === factor > 1)
      return multiplier > 0 ? multiplier * factor : multiplier / factor;
    // Towards 0, and then through it.
    const next = multiplier > 0 ? multiplier * factor : multiplier / factor;
    if (Math.abs(next) > 1e-30 * unit) return next;
    return factor > 1 ? 1e-12 * unit : -1e-12 * unit;
  }

  /** Spreads `target` over the group, all at one multiplier, and over its subgroups. */
  function spread(g: number, target: number): void {
    const group = groups[g]!;
    const tolerance = epsilon * (Math.abs(target) + 1e-300);
    for (let side = 0; side < 2; side++) {
      const lowest = side === 0;
      if (lowest ? target > least[g]! + tolerance : target < most[g]! - tolerance) continue;
      let rest = 0;
      for (const i of group.channels) rest += lowest ? (box.off[i] === 1 ? 0 : box.lo[i]!) : box.hi[i]!;
      for (const child of group.children) rest += lowest ? least[child]! : most[child]!;
      // Only when the parts' own limits give the sum is the point fixed; else the group's limit is what binds.
      if (Math.abs(rest - target) <= 1e-12 * Math.abs(target) + 1e-300) {
        for (const i of group.channels) {
          x[i] = lowest ? (box.off[i] === 1 ? 0 : box.lo[i]!) : box.hi[i]!;
          low[i] = high[i] = x[i]!;
          lambda[i] = NaN;
        }
        for (const child of group.children) spread(child, lowest ? least[child]! : most[child]!);
        return;
      }
    }
    let a = guess[g]!;
    let b = a;
    let sum = respond(g, a, low, sumLow);
    let sumA = sum;
    let sumB = sum;
    for (const i of group.channels) high[i] = low[i]!;
    for (const child of group.children) sumHigh[child] = sumLow[child]!;
    if (Math.abs(sum - target) > tolerance) {
      // sumA ≥ target at the smaller multiplier a, sumB < target at the larger b. True where the multiplier becomes a.
      const takes = (multiplier: number): boolean => {
        sum = respond(g, multiplier, trial, sumTrial);
        if (sum >= target) {
          a = multiplier;
          sumA = sum;
          keep(g, high, sumHigh);
          return true;
        }
        b = multiplier;
        sumB = sum;
        keep(g, low, sumLow);
        return false;
      };
      const up = sum > target;
      let factor = 1.02;
      let isBracketed = false;
      for (let pass = 0; pass < 60 && !isBracketed; pass++) {
        const from = up ? a : b;
        const next = move(from, up ? factor : 1 / factor);
        if (!Number.isFinite(next)) break;
        isBracketed = takes(next) !== up;
        factor = from > 0 === next > 0 ? factor * factor : 2;
      }
      if (!isBracketed && up) b = a;
      if (!isBracketed && !up) a = b;
      let side = 0;
      let weightA = 1;
      let weightB = 1;
      let chord = NaN;
      for (let pass = 0; pass < 200; pass++) {
        if (sumA - target <= tolerance || target - sumB <= tolerance) break;
        if (b - a <= epsilon * Math.max(Math.abs(a), Math.abs(b))) break;
        let next = NaN;
        if (pass % 4 !== 3) {
          const slope = chordSlope(g, sumA - sumB);
          if (!Number.isNaN(slope)) next = slope === chord ? slope * (1 + epsilon) : slope;
          else {
            const over = (sumA - target) * weightA;
            const under = (target - sumB) * weightB;
            next = a + ((b - a) * over) / (over + under);
          }
          chord = slope;
        }
        if (!(next > a && next < b)) next = a > 0 && b > 4 * a ? Math.sqrt(a) * Math.sqrt(b) : a + (b - a) / 2;
        if (!(next > a && next < b)) break;
        const now = takes(next) ? 1 : -1;
        weightA = now === 1 ? 1 : side === now ? weightA / 2 : 1;
        weightB = now === -1 ? 1 : side === now ? weightB / 2 : 1;
        side = now;
      }
      if (sumA - target <= tolerance) {
        b = a;
        copyEnd(g, high, low, sumHigh, sumLow);
      } else if (target - sumB <= tolerance) {
        a = b;
        copyEnd(g, low, high, sumLow, sumHigh);
      }
    }
    guess[g] = b;
    let rest = target;
    for (const i of group.channels) rest -= low[i]!;
    for (const child of group.children) rest -= sumLow[child]!;
    for (const i of group.channels) {
      const room = high[i]! - low[i]!;
      const part = rest < room ? (rest > 0 ? rest : 0) : room;
      x[i] = part === room ? high[i]! : low[i]! + part;
      rest -= part;
      lambda[i] = b;
    }
    for (const child of group.children) {
      const room = sumHigh[child]! - sumLow[child]!;
      const part = rest < room ? (rest > 0 ? rest : 0) : room;
      rest -= part;
      guess[child] = b;
      spread(child, sumLow[child]! + part);
    }
  }

  function copyEnd(g: number, from: Float64Array, to: Float64Array, sums: Float64Array, into: Float64Array): void {
    for (const i of groups[g]!.channels) to[i] = from[i]!;
    for (const child of groups[g]!.children) into[child] = sums[child]!;
  }

  function solve(next: Box): number {
    box = next;
    if (!reachOf(groups, box, least, most)) return -Infinity;
    const start = guess[0]!;
    guess[0] = price;
    const free = respond(0, price, trial, sumTrial);
    if (free >= least[0]! && free <= most[0]!) spread(0, free);
    else {
      guess[0] = start;
      spread(0, free < least[0]! ? least[0]! : most[0]!);
    }
    let bound = 0;
    for (let i = 0; i < n; i++) {
      const here = curves[i]!.value(x[i]!);
      const multiplier = lambda[i]!;
      gap[i] = 0;
      let top = here;
      if (low[i] !== high[i]) {
        const chord = curves[i]!.value(low[i]!) + multiplier * (x[i]! - low[i]!);
        // Below the least effective spend the curve itself does not count.
        if (box.off[i] === 1 && x[i]! > 0 && x[i]! < box.lo[i]! * (1 - 1e-12)) {
          top = chord;
          gap[i] = Infinity;
        } else if (chord > here) {
          top = chord;
          gap[i] = chord - here;
        }
      }
      bound += top - price * x[i]!;
    }
    return bound;
  }
  return { solve, x, gap, low, high, lambda };
}
