import { createBasis } from "./basis.ts";
import { createBox } from "./box.ts";
import { createBreakpoints } from "./long-step.ts";
import { createOpenColumns } from "./open-columns.ts";
import type { Problem } from "./problem.ts";
import type { Outcome, Simplex } from "./relaxation.ts";

const tiny = 1e-9;

/**
 * The bounded dual simplex method with long steps: few rows, any number of columns, a dense inverse of the basis. Rows may be off by
 * `slackShare` of what rounding admits.
 */
export function createSimplex(problem: Problem, slackShare = 1): Simplex {
  const { columns: n, rows: m, matrix, cost, base } = problem;
  const size = n + m;
  const { lower, upper, tolerance, reach } = createBox(problem, slackShare);
  const x = new Float64Array(size);
  const reduced = new Float64Array(size);
  const alpha = new Float64Array(size);
  const atUpper = new Uint8Array(size);
  const prices = new Float64Array(m);
  const basis = createBasis(problem);
  const { head, position, inverse } = basis;
  const shift = new Float64Array(m);
  const entering = new Float64Array(m);
  const rho = new Float64Array(m);
  const open = createOpenColumns(problem, lower, upper, position);
  const { active, sums: frozen } = open;
  let live = 0;
  let estimate = -Infinity;
  let magnitude = 0;
  const points = createBreakpoints(size);
  const { passed } = points;

  /** Adds column j of [A, −I] times `by` to `shift`. */
  const addColumn = (j: number, by: number): void => {
    if (j >= n) {
      shift[j - n]! -= by;
      return;
    }
    for (let i = 0, k = j * m; i < m; i++, k++) shift[i]! += matrix[k]! * by;
  };

  const settle = (j: number): void => {
    const side = reduced[j]! < 0 ? (upper[j] === Infinity ? 0 : 1) : lower[j] === -Infinity ? 1 : 0;
    atUpper[j] = side;
    const value = side === 1 ? upper[j]! : lower[j]!;
    x[j] = Math.abs(value) === Infinity ? 0 : value;
  };

  const freeze = (): void => {
    open.freeze(x, reduced);
    live = open.count();
  };

  const price = (): void => {
    prices.fill(0);
    for (let k = 0; k < m; k++) {
      const j = head[k]!;
      const c = j < n ? cost[j]! : 0;
      if (c !== 0) for (let i = 0; i < m; i++) prices[i]! += c * inverse[k * m + i]!;
    }
    for (let i = 0; i < m; i++) {
      // A price of the wrong sign for a one-sided row proves nothing; only rounding makes one.
      if (prices[i]! > 0 ? lower[n + i] === -Infinity : upper[n + i] === Infinity) prices[i] = 0;
      reduced[n + i] = prices[i]!;
    }
    for (let a = 0; a < live; a++) {
      const j = active[a]!;
      let d = cost[j]!;
      for (let i = 0, k = j * m; i < m; i++, k++) d -= prices[i]! * matrix[k]!;
      reduced[j] = d;
    }
  };

  /** Values of the basic columns from those of the others. */
  const solveBasics = (): void => {
    shift.set(frozen);
    for (let a = 0; a < live; a++) {
      const j = active[a]!;
      if (position[j]! < 0 && x[j] !== 0) addColumn(j, x[j]!);
    }
    for (let j = n; j < size; j++) if (position[j]! < 0 && x[j] !== 0) addColumn(j, x[j]!);
    for (let k = 0; k < m; k++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum -= inverse[k * m + i]! * shift[i]!;
      x[head[k]!] = sum;
    }
  };

  const load = (heads: Int32Array | null, offset: number): void => {
    basis.load(heads, offset);
    open.reset();
    freeze();
    price();
    for (let a = 0; a < live; a++) if (position[active[a]!]! < 0) settle(active[a]!);
    for (let j = n; j < size; j++) if (position[j]! < 0) settle(j);
    solveBasics();
    estimate = -Infinity;
  };

  /** Row of the basis inverse times [A, −I]. */
  const computeRow = (row: number): void => {
    let most = 0;
    for (let i = 0; i < m; i++) most = Math.max(most, Math.abs(inverse[row * m + i]!));
    for (let i = 0; i < m; i++) {
      const value = inverse[row * m + i]!;
      rho[i] = Math.abs(value) > 1e-13 * most ? value : 0;
    }
    for (let a = 0; a < live; a++) {
      const j = active[a]!;
      let sum = 0;
      for (let i = 0, k = j * m; i < m; i++, k++) sum += rho[i]! * matrix[k]!;
      alpha[j] = sum;
    }
    for (let i = 0; i < m; i++) alpha[n + i] = -rho[i]!;
  };

  const collectOne = (j: number, sign: number, least: number): void => {
    if (position[j]! >= 0) return;
    const range = upper[j]! - lower[j]!;
    if (range <= 0) return;
    const a = sign * alpha[j]!;
    if (atUpper[j] === 1 ? a >= -least : a <= least) return;
    const ratio = reduced[j]! / a;
    points.add(j, ratio > 0 ? ratio : 0, Math.abs(a) * range);
  };

  /** Breakpoints of the ray along which the basic column of the computed row falls (`sign` 1) or rises (−1). */
  const collect = (sign: number, least: number): void => {
    points.clear();
    for (let a = 0; a < live; a++) collectOne(active[a]!, sign, least);
    for (let j = n; j < size; j++) collectOne(j, sign, least);
  };

  /** Whether the computed row alone shows that no point exists: its left side misses 0 over the whole box by more than rounding. */
  const impossible = (): boolean => {
    let least = 0;
    for (let i = 0; i < m; i++) least += rho[i]! * frozen[i]!;
    let most = least;
    for (let c = 0; c < live + m; c++) {
      const j = c < live ? active[c]! : n + c - live;
      const a = alpha[j]!;
      if (a === 0) continue;
      const p = a * lower[j]!;
      const q = a * upper[j]!;
      least += p < q ? p : q;
      most += p < q ? q : p;
    }
    let margin = 0;
    for (let i = 0; i < m; i++) margin += Math.abs(rho[i]!) * (reach[i]! + Math.abs(base.activity[i]!));
    margin *= 1e-15;
    return least > margin || most < -margin;
  };

  const pivot = (row: number, count: number, target: number): void => {
    const q = passed[count - 1]!;
    const leaving = head[row]!;
    shift.fill(0);
    for (let k = 0; k < count - 1; k++) {
      const j = passed[k]!;
      const value = atUpper[j] === 1 ? lower[j]! : upper[j]!;
      addColumn(j, value - x[j]!);
      atUpper[j] = 1 - atUpper[j]!;
      x[j] = value;
    }
    if (count > 1) {
      for (let k = 0; k < m; k++) {
        let sum = 0;
        for (let i = 0; i < m; i++) sum += inverse[k * m + i]! * shift[i]!;
        x[head[k]!]! -= sum;
      }
    }
    shift.fill(0);
    addColumn(q, 1);
    for (let k = 0; k < m; k++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum += inverse[k * m + i]! * shift[i]!;
      entering[k] = sum;
    }
    const divisor = entering[row]!;
    const step = (x[leaving]! - target) / divisor;
    for (let k = 0; k < m; k++) x[head[k]!]! -= step * entering[k]!;
    x[q]! += step;
    x[leaving] = target;
    atUpper[leaving] = target === upper[leaving] ? 1 : 0;

    const t = reduced[q]! / alpha[q]!;
    if (t !== 0) {
      for (let a = 0; a < live; a++) reduced[active[a]!]! -= t * alpha[active[a]!]!;
      for (let j = n; j < size; j++) reduced[j]! -= t * alpha[j]!;
      for (let k = 0; k < m; k++) reduced[head[k]!] = 0;
    }
    reduced[leaving] = -t;
    reduced[q] = 0;

    basis.replace(row, q, entering);
  };

  const bound = (): number => {
    price();
    let sum = open.cost();
    let lost = 0;
    magnitude = Math.abs(sum);
    const add = (term: number): void => {
      magnitude += Math.abs(term);
      const next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    };
    for (let i = 0; i < m; i++) if (frozen[i] !== 0) add(-prices[i]! * frozen[i]!);
    for (let c = 0; c < live + m; c++) {
      const j = c < live ? active[c]! : n + c - live;
      const d = reduced[j]!;
      if (d !== 0) add(d * (d > 0 ? lower[j]! : upper[j]!));
    }
    estimate = sum + lost;
    return estimate;
  };

  const leavingRow = (): number => {
    let row = -1;
    let most = 0;
    for (let k = 0; k < m; k++) {
      const j = head[k]!;
      const excess = Math.max(x[j]! - upper[j]!, lower[j]! - x[j]!);
      if (excess <= tolerance[j]!) continue;
      let norm = 0;
      for (let i = 0; i < m; i++) norm += inverse[k * m + i]! ** 2;
      const score = (excess * excess) / norm;
      if (score > most) {
        most = score;
        row = k;
      }
    }
    return row;
  };

  const optimise = (cutoff: number, limit: number): Outcome => {
    for (let iteration = 0; iteration < limit; iteration++) {
      const row = leavingRow();
      if (row < 0) return "optimal";
      computeRow(row);
      const j = head[row]!;
      const over = x[j]! > upper[j]!;
      collect(over ? 1 : -1, tiny);
      let count = points.walk(over ? x[j]! - upper[j]! : lower[j]! - x[j]!);
      if (count === 0) return impossible() ? "above" : "stalled";
      // An earlier breakpoint is a shorter step that keeps the signs; a small pivot loses digits.
      while (count > 1 && Math.abs(alpha[passed[count - 1]!]!) < 1e-7) count--;
      if (Math.abs(alpha[passed[count - 1]!]!) < tiny) return "stalled";
      pivot(row, count, over ? upper[j]! : lower[j]!);
      estimate += points.gain();
      if (estimate >= cutoff && bound() >= cutoff) return "above";
    }
    return "stalled";
  };

  const lookAt = (j: number, value: number, up: boolean): number => {
    collect(up ? -1 : 1, 0);
    if (points.walk(Math.abs(x[j]! - value)) > 0) return points.gain() * (1 - 1e-9);
    const side = up ? lower : upper;
    const before = side[j]!;
    side[j] = value;
    const proved = impossible();
    side[j] = before;
    return proved ? Infinity : 0;
  };

  const gains = { down: 0, up: 0 };
  const look = (row: number, floor: number): void => {
    computeRow(row);
    gains.down = lookAt(head[row]!, floor, false);
    gains.up = lookAt(head[row]!, floor + 1, true);
  };

  return {
    lower,
    upper,
    x,
    reduced,
    head,
    position,
    prices,
    load,
    freeze,
    active,
    live: () => live,
    optimise,
    bound,
    magnitude: () => magnitude,
    look,
    gains,
  };
}
