import type { LinearConstraint, LinearProgram } from "@ie/contracts";
import type { Rng } from "@ie/stats";
import { pisingerClasses, pisingerItem, type PisingerClass } from "./pisinger.ts";

export type InstanceClass = "portfolio" | PisingerClass | "conflicting";
export const instanceClasses: readonly InstanceClass[] = ["portfolio", ...pisingerClasses, "conflicting"];

/** Candidates with effective returns in the best, the medium and the worst scenario. */
export interface Instance {
  readonly cost: Float64Array;
  readonly returns: readonly Float64Array[];
  readonly budget: number;
}

/**
 * `portfolio`: costs of 5 to 50, returns of about 1.3 times the cost, lognormal. Pisinger's classes: costs and medium returns are the
 * weights and profits of a knapsack class. In all of them the scenarios lie 10 to 120 % of the medium return on either side of it,
 * before the confidence penalty. `conflicting`: as `portfolio`, but up to 200 % and without penalty, so that what wins in the best
 * scenario loses as much in the worst. The budget buys 30 % of all.
 */
export function instanceOf(name: InstanceClass, n: number, rng: Rng): Instance {
  const cost = new Float64Array(n);
  const [best, med, worst] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const thousandths = (value: number): number => Math.round(1000 * value) / 1000;
  for (let i = 0; i < n; i++) {
    let middle: number;
    if (name === "portfolio" || name === "conflicting") {
      cost[i] = Math.round(100 * (5 + 45 * rng.uniform())) / 100;
      middle = cost[i]! * Math.exp(0.3 + 0.5 * rng.normal());
    } else [cost[i], middle] = pisingerItem(name, 1000, rng);
    const spread = middle * (name === "conflicting" ? 2 * rng.uniform() : 0.1 + 1.1 * rng.uniform());
    const c = name === "conflicting" ? 1 : Math.round(1e4 * (0.2 + 0.8 * rng.uniform())) / 1e4;
    worst[i] = thousandths(middle - spread);
    med[i] = c * thousandths(middle) + (1 - c) * worst[i]!;
    best[i] = c * thousandths(middle + spread) + (1 - c) * worst[i]!;
  }
  return { cost, returns: [best, med, worst], budget: Math.round(30 * cost.reduce((a, b) => a + b, 0)) / 100 };
}

function rowOf(
  values: Float64Array,
  theta: number | null,
  lower: number | null,
  upper: number | null,
): LinearConstraint {
  if (theta === null) return { coefficients: values, lower, upper };
  const coefficients = new Float64Array(values.length + 1).fill(theta);
  coefficients.set(values);
  return { coefficients, lower, upper };
}

function boxOf(n: number, theta: boolean): Pick<LinearProgram, "lower" | "upper" | "integer"> {
  const size = theta ? n + 1 : n;
  const upper = new Float64Array(size).fill(1);
  const integer = Array.from(upper, () => true);
  if (theta) [upper[n], integer[n]] = [Infinity, false];
  return { lower: new Float64Array(size), upper, integer };
}

/** max Σ x R_s within the budget, where the worst scenario must not lose. */
export function optimumProgram({ cost, returns, budget }: Instance, scenario: number): LinearProgram {
  const constraints = [rowOf(cost, null, null, budget), rowOf(returns[2]!, null, 0, null)];
  return { direction: "maximise", objective: returns[scenario]!, constraints, ...boxOf(cost.length, false) };
}

/** min θ with θ ≥ optima_s − Σ x R_s, within the same constraints. */
export function leastRegretProgram({ cost, returns, budget }: Instance, optima: readonly number[]): LinearProgram {
  const n = cost.length;
  const regrets = returns.map((values, s) => rowOf(values, 1, optima[s]!, null));
  const constraints = [rowOf(cost, 0, null, budget), rowOf(returns[2]!, 0, 0, null), ...regrets];
  return { direction: "minimise", objective: new Float64Array(n + 1).with(n, 1), constraints, ...boxOf(n, true) };
}
