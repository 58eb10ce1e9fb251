import { complete } from "./complete.ts";
import { createNodeStore, mostOpenNodes } from "./node-store.ts";
import type { Problem } from "./problem.ts";
import { createRounder } from "./round.ts";
import { settleContinuous } from "./settle-continuous.ts";
import { createSimplex } from "./simplex.ts";

/** The best point known, shared by the searches of one solve. */
export interface Incumbent {
  /** Cost; Infinity of none. */
  cost: number;
  /** What a bound must reach for the rest to be proved, given the incumbent's cost. */
  cutoff(): number;
  /** Bounds from here on prove the incumbent's own cost; below it they are the gap that was asked for. */
  exact(): number;
  /** Takes a better point over the problem's columns. */
  take(values: Float64Array, cost: number): void;
}

export interface Search {
  /** Visits nodes until there have been `most` in all, for as long as `mayGoOn`; true once nothing is open. */
  run(most: number, mayGoOn: () => boolean): boolean;
  /** Nodes so far. */
  visited(): number;
  /** No point of the problem costs less, but for what the incumbent's cutoff allowed to drop. */
  bound(): number;
}

/** Steps of the dual simplex method at one node. */
const mostSteps = 200;

/**
 * Branch and bound: the node of least bound, then a dive from it into the child of lesser bound until that is cut off. Children are
 * judged by the first step of the dual method (as strong branching, Applegate, Bixby, Chvátal & Cook 1995), and columns whose
 * reduced cost exceeds the gap are fixed below the node. No decision depends on the clock.
 */
export function createSearch(problem: Problem, incumbent: Incumbent): Search {
  const { columns: n, rows: m, whole, base } = problem;
  const constant = base.cost + base.costLost;
  const simplex = createSimplex(problem);
  const { lower, upper, x, reduced, head, position, gains } = simplex;
  const rounder = createRounder(problem, simplex);
  const nodes = createNodeStore(m);
  /** Nodes that found the heap full, deepest last. */
  const stack: number[] = [];
  const changed = new Int32Array(n);
  const isChanged = new Uint8Array(n);
  const point = new Float64Array(n);
  let changes = 0;
  /** Least bound among what was dropped below the incumbent's cost. */
  let dropped = Infinity;
  /** The node of the dive; −1 before the first. */
  let current = -1;
  let fresh = true;
  let visited = 0;
  let finished = false;

  const drop = (bound: number): void => {
    if (bound < incumbent.exact() && bound < dropped) dropped = bound;
  };

  const note = (j: number): void => {
    if (isChanged[j] === 1) return;
    isChanged[j] = 1;
    changed[changes++] = j;
  };

  const enter = (node: number): void => {
    for (let k = 0; k < changes; k++) {
      const j = changed[k]!;
      lower[j] = problem.lower[j]!;
      upper[j] = problem.upper[j]!;
      isChanged[j] = 0;
    }
    changes = 0;
    for (let k = node; nodes.parent(k) >= 0; k = nodes.parent(k)) {
      const j = nodes.column(k);
      note(j);
      if (nodes.up(k)) lower[j] = Math.max(lower[j]!, nodes.value(k));
      else upper[j] = Math.min(upper[j]!, nodes.value(k));
    }
    simplex.load(nodes.heads(), node * m);
  };

  const offer = (): void => {
    const cost = problem.single === -2 ? settleContinuous(problem, point) : complete(problem, point);
    if (cost < incumbent.cost) incumbent.take(point, cost);
  };

  /** Fixes what the bound decides below this node. */
  const fix = (bound: number): void => {
    const gap = incumbent.cutoff() - constant - bound;
    if (gap === Infinity) return;
    let least = Infinity;
    const live = simplex.live();
    for (let a = 0; a < live; a++) {
      const j = simplex.active[a]!;
      const size = Math.abs(reduced[j]!);
      if (size < gap || position[j]! >= 0 || whole[j] === 0 || upper[j]! - lower[j]! !== 1) continue;
      if (size < least) least = size;
      note(j);
      if (x[j] === upper[j]) lower[j] = upper[j]!;
      else upper[j] = lower[j]!;
    }
    if (least === Infinity) return;
    drop(bound + least + constant);
    simplex.freeze();
  };

  /** Opens the two children of the current node; the dive goes on in one. False where none is left. */
  const branch = (relaxed: number, known: number): boolean => {
    const cutoff = incumbent.cutoff() - constant;
    let column = -1;
    let at = 0;
    let best = -1;
    let downBound = known;
    let upBound = known;
    for (let k = 0; k < m; k++) {
      const j = head[k]!;
      if (j >= n || whole[j] === 0 || lower[j] === upper[j]) continue;
      const floor = Math.floor(x[j]!);
      if (x[j]! - floor < 1e-9 || floor + 1 - x[j]! < 1e-9 || floor < lower[j]! || floor >= upper[j]!) continue;
      simplex.look(k, floor);
      const down = Math.max(known, relaxed + gains.down);
      const up = Math.max(known, relaxed + gains.up);
      if (down >= cutoff && up >= cutoff) {
        drop(Math.min(down, up) + constant);
        return false;
      }
      const least = 1e-9 * (cutoff - relaxed);
      const most = 4 * (cutoff - relaxed);
      const score = Math.max(Math.min(down - relaxed, most), least) * Math.max(Math.min(up - relaxed, most), least);
      if (score > best) [column, at, best, downBound, upBound] = [j, floor, score, down, up];
    }
    if (column < 0) {
      // The relaxation is whole, but its point is broken or not quite as good as its bound: decide the least sure column.
      let least = Infinity;
      for (let j = 0; j < n; j++) {
        if (whole[j] === 0 || lower[j] === upper[j]) continue;
        const size = position[j]! >= 0 ? -1 : Math.abs(reduced[j]!);
        if (size < least) [column, least] = [j, size];
      }
      if (column < 0) {
        if (problem.single === -2) drop(known + constant);
        return false;
      }
      at = Math.min(Math.max(Math.round(x[column]!), lower[column]!), upper[column]! - 1);
    }
    const dropDown = downBound >= cutoff;
    const dropUp = upBound >= cutoff;
    const goUp = dropDown || (!dropUp && (upBound < downBound || (upBound === downBound && x[column]! - at > 0.5)));
    if (dropDown) drop(downBound + constant);
    if (dropUp) drop(upBound + constant);
    const parent = current;
    current = nodes.add(goUp ? upBound : downBound, parent, column, goUp, goUp ? at + 1 : at, head);
    if (!dropDown && !dropUp) {
      const other = nodes.add(goUp ? downBound : upBound, parent, column, !goUp, goUp ? at : at + 1, head);
      if (nodes.size() >= mostOpenNodes && nodes.purge(cutoff) > 0) drop(cutoff + constant);
      if (nodes.size() < mostOpenNodes) nodes.push(other);
      else stack.push(other);
    }
    nodes.release(parent);
    note(column);
    if (goUp) lower[column] = at + 1;
    else upper[column] = at;
    if (position[column]! < 0) simplex.load(head.slice(), 0);
    return true;
  };

  /** Solves the current node and opens its children; false where the dive ends. */
  const visit = (): boolean => {
    const outcome = simplex.optimise(incumbent.cutoff() - constant, mostSteps);
    const relaxed = simplex.bound();
    // The node's own may be better: fixed columns of its parent, which it does not inherit, spoke for it.
    const bound = Math.max(relaxed, nodes.bound(current));
    if (outcome === "above" && bound < incumbent.cutoff() - constant) return false;
    if (bound >= incumbent.cutoff() - constant) {
      drop(bound + constant);
      return false;
    }
    if (rounder.round(point, incumbent.cost)) {
      offer();
      if (bound >= incumbent.cutoff() - constant) {
        drop(bound + constant);
        return false;
      }
    }
    fix(relaxed);
    return branch(relaxed, bound);
  };

  const next = (): number => {
    const deepest = stack.pop();
    if (deepest !== undefined) return deepest;
    const node = nodes.pop();
    if (node >= 0 && nodes.bound(node) < incumbent.cutoff() - constant) return node;
    if (node >= 0) {
      drop(nodes.bound(node) + constant);
      nodes.release(node);
      nodes.purge(-Infinity);
    }
    return -1;
  };

  return {
    visited: () => visited,
    run: (most, mayGoOn) => {
      if (finished) return true;
      if (current < 0 && fresh) {
        for (let k = 0; k < m; k++) head[k] = n + k;
        current = nodes.add(-Infinity, -1, 0, false, 0, head);
        enter(current);
        fresh = false;
      }
      for (; visited < most; visited++) {
        if (current < 0) {
          current = next();
          if (current < 0) {
            finished = true;
            return true;
          }
          enter(current);
          // The parent's prices decide columns before the first step.
          fix(simplex.bound());
        }
        if (!mayGoOn()) return false;
        if (!visit()) {
          nodes.release(current);
          current = -1;
        }
      }
      return false;
    },
    bound: () => {
      let least = Math.min(dropped, incumbent.cost);
      if (finished) return least;
      if (fresh) return -Infinity;
      const open = [nodes.least(), current >= 0 ? nodes.bound(current) : Infinity, ...stack.map((k) => nodes.bound(k))];
      for (const bound of open) least = Math.min(least, bound + constant);
      return least;
    },
  };
}
