import type { LinearConstraint, LinearProgram } from "@ie/contracts";

export interface RandomProgram {
  readonly program: LinearProgram;
  /** Least objective over all choices (greatest of kind `return`); null where none is feasible. */
  readonly optimum: number | null;
  /** What a difference of objectives is judged by: the largest amount that enters it. */
  readonly scale: number;
}

function row(coefficients: readonly number[], lower: number | null, upper: number | null): LinearConstraint {
  return { coefficients: Float64Array.from(coefficients), lower, upper };
}

function sparse(coefficients: readonly number[], columns: readonly number[], upper: number): LinearConstraint {
  return { coefficients: Float64Array.from(coefficients), columns: Int32Array.from(columns), lower: null, upper };
}

/**
 * A small random program of one of the kinds that the rules pose, with its optimum by enumeration: amounts of 1e-6 to 1e9, of one
 * scale or of all at once, round or not, negative returns, equal costs, a budget of 0 or one that some costs just fill, floors that
 * cannot be reached; now and then a pair that excludes each other, one that needs another, or a least or greatest number.
 */
export function randomProgram(uniform: () => number): RandomProgram {
  const n = 1 + Math.floor(uniform() * uniform() * 15);
  const mixed = uniform() < 0.3;
  const round = uniform() < 0.5;
  const equal = uniform() < 0.2;
  const power = (): number => 10 ** Math.floor(uniform() * 16 - 6);
  const [costScale, returnScale] = [power(), power()];
  const amount = (scale: number): number => {
    if (mixed) return 10 ** (uniform() * 15 - 6);
    const share = uniform();
    return (round ? Math.round(share * 10) / 10 : share) * scale;
  };
  const each = (make: () => number): number[] => Array.from({ length: n }, make);
  const cost = each(() => (equal ? 0.1 * costScale : amount(costScale)));
  const returns = [0, 1, 2].map(() => each(() => (uniform() < 0.25 ? -1 : 1) * amount(returnScale)));
  const whole = cost.reduce((sum, k) => sum + k, 0);
  const choice = uniform();
  const budget = choice < 0.1 ? 0 : choice < 0.3 ? cost.slice(0, 3).reduce((sum, k) => sum + k, 0) : whole * uniform();
  const floor = uniform() < 0.5 ? null : (uniform() - 0.3) * Math.max(...returns[0]!);
  const goals = returns.map((values) => uniform() * values.reduce((sum, value) => sum + Math.max(value, 0), 0));
  const kind = (["return", "regret", "cost"] as const)[Math.floor(uniform() * 3)]!;

  const pick = (): number => Math.floor(uniform() * n);
  const exclusive = uniform() < 0.3 && n > 1 ? [pick(), pick()] : null;
  const needs = uniform() < 0.3 && n > 1 ? [pick(), pick()] : null;
  const least = uniform() < 0.3 ? pick() : null;
  const most = uniform() < 0.3 ? 1 + pick() : null;

  const scale = {
    return: Math.max(...returns[1]!.map(Math.abs)),
    regret: Math.max(...goals, ...returns.flat().map(Math.abs)),
    cost: Math.max(...cost),
  }[kind];
  let optimum: number | null = null;
  for (let bits = 0; bits < 1 << n; bits++) {
    const taken = (i: number): number => (bits >> i) & 1;
    const count = cost.reduce((sum, _, i) => sum + taken(i), 0);
    if (count < (least ?? 0) || count > (most ?? n)) continue;
    if (exclusive !== null && exclusive[0] !== exclusive[1] && taken(exclusive[0]!) + taken(exclusive[1]!) > 1)
      continue;
    if (needs !== null && taken(needs[0]!) > taken(needs[1]!)) continue;
    let spent = 0;
    let largest = 0;
    const sums = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      if (taken(i) === 0) continue;
      spent += cost[i]!;
      returns.forEach((values, s) => (sums[s]! += values[i]!));
      largest = Math.max(largest, Math.abs(returns[0]![i]!));
    }
    if (spent > budget * (1 + 1e-12)) continue;
    if (floor !== null && sums[0]! < floor - 1e-12 * Math.max(Math.abs(floor), largest)) continue;
    if (kind === "cost" && goals.some((goal, s) => sums[s]! < 0.3 * goal * (1 - 1e-12))) continue;
    const regret = Math.max(0, ...goals.map((goal, s) => goal - sums[s]!));
    const value = kind === "return" ? sums[1]! : kind === "regret" ? regret : spent;
    if (optimum === null || (kind === "return" ? value > optimum : value < optimum)) optimum = value;
  }

  const theta = kind === "regret" ? [0] : [];
  const part = kind === "cost" ? 0.3 : 1;
  const goalRows = returns.map((values, s) => row([...values, ...theta.map(() => 1)], part * goals[s]!, null));
  const size = n + theta.length;
  return {
    program: {
      direction: kind === "return" ? "maximise" : "minimise",
      objective: Float64Array.from(
        kind === "return" ? returns[1]! : kind === "cost" ? cost : [...cost.map(() => 0), 1],
      ),
      constraints: [
        row([...cost, ...theta], null, budget),
        ...(floor === null ? [] : [row([...returns[0]!, ...theta], floor, null)]),
        ...(kind === "return" ? [] : goalRows),
        ...(least === null && most === null ? [] : [row([...cost.map(() => 1), ...theta.map(() => 0)], least, most)]),
        ...(exclusive === null || exclusive[0] === exclusive[1] ? [] : [sparse([1, 1], exclusive, 1)]),
        ...(needs === null || needs[0] === needs[1] ? [] : [sparse([1, -1], needs, 0)]),
      ],
      lower: new Float64Array(size),
      upper: Float64Array.from({ length: size }, (_, i) => (i < n ? 1 : Infinity)),
      integer: Array.from({ length: size }, (_, i) => i < n),
    },
    optimum,
    scale: Math.max(scale, Math.abs(optimum ?? 0)),
  };
}
