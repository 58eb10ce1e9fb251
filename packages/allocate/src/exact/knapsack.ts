import type { Clock } from "./clock.ts";
import { complete } from "./complete.ts";
import { createStates } from "./knapsack-states.ts";
import { rounding, type Problem } from "./problem.ts";
import type { Incumbent } from "./search.ts";

/**
 * One row of a problem of binaries as a knapsack: columns in which cost and row pull against each other, as items of positive profit
 * and weight; the others are decided.
 */
interface Items {
  /** Columns by falling profit per weight. */
  readonly columns: Int32Array;
  readonly profit: Float64Array;
  readonly weight: Float64Array;
  /** 1 where taking the item means 0 for its column. */
  readonly turned: Uint8Array;
  readonly capacity: number;
  /** Values of columns with no item taken. */
  readonly values: Float64Array;
}

function toItems({ columns: n, rows: m, matrix, cost, lower, rowLower, rowUpper, base }: Problem, row: number): Items {
  const sign = rowUpper[row]! < Infinity ? 1 : -1;
  let capacity = sign > 0 ? rowUpper[row]! : -rowLower[row]!;
  capacity -= sign * (base.activity[row]! + base.activityLost[row]!);
  const values = lower.slice();
  const found: number[] = [];
  for (let j = 0; j < n; j++) {
    const weight = sign * matrix[j * m + row]!;
    if (cost[j]! < 0 ? weight <= 0 : weight < 0) values[j] = 1;
    capacity -= weight * values[j]!;
    if ((cost[j]! < 0 && weight > 0) || (cost[j]! > 0 && weight < 0)) found.push(j);
  }
  const efficiency = (j: number): number => Math.abs(cost[j]! / matrix[j * m + row]!);
  found.sort(
    (a, b) => efficiency(b) - efficiency(a) || Math.abs(matrix[b * m + row]!) - Math.abs(matrix[a * m + row]!) || a - b,
  );
  return {
    columns: Int32Array.from(found),
    profit: Float64Array.from(found, (j) => Math.abs(cost[j]!)),
    weight: Float64Array.from(found, (j) => Math.abs(matrix[j * m + row]!)),
    turned: Uint8Array.from(found, (j) => (cost[j]! > 0 ? 1 : 0)),
    capacity,
    values,
  };
}

/**
 * Dynamic programming over a core that grows around the item at which a fractional knapsack fills up, with states that weigh too much
 * kept as long as removals may mend them, and both dropped by the bounds of Dantzig (1957): Pisinger 1997, "minknap", with real
 * weights. All rows but `row` are left out of the recursion. `true`: the incumbent is proved; `false`: not answered, because another
 * row is broken, states are too many, or time is up.
 */
export async function knapsack(problem: Problem, row: number, incumbent: Incumbent, clock: Clock): Promise<boolean> {
  const { columns, profit, weight, turned, capacity, values } = toItems(problem, row);
  const n = columns.length;
  const fits =
    capacity +
    rounding *
      Math.max(
        Math.abs(problem.rowUpper[row]!) < Infinity
          ? Math.abs(problem.rowUpper[row]!)
          : Math.abs(problem.rowLower[row]!),
        problem.base.largest[row]!,
      );
  const constant = values.reduce(
    (sum, value, j) => sum + value * problem.cost[j]!,
    problem.base.cost + problem.base.costLost,
  );
  const least = (): number => constant - incumbent.cutoff();

  let filled = 0;
  let startWeight = 0;
  let startProfit = 0;
  while (filled < n && startWeight + weight[filled]! <= fits) {
    startWeight += weight[filled]!;
    startProfit += profit[filled]!;
    filled++;
  }
  const states = createStates(startWeight, startProfit);
  let relaxed = least();
  /** Profit of the best set that breaks another row: sets below it were dropped, and may not break one. */
  let broken = -Infinity;
  const point = new Float64Array(problem.columns);

  const take = (k: number): void => {
    point.set(values);
    for (let i = 0; i < filled; i++) point[columns[i]!] = 1 - turned[i]!;
    for (let i = filled; i < n; i++) point[columns[i]!] = turned[i]!;
    for (const decision of states.decisions(k)) {
      const i = decision < 0 ? ~decision : decision;
      point[columns[i]!] = decision < 0 ? turned[i]! : 1 - turned[i]!;
    }
    const cost = complete(problem, point);
    if (cost < incumbent.cost) incumbent.take(point, cost);
    if (cost === Infinity) broken = Math.max(broken, states.profit(k));
    relaxed = Math.max(relaxed, least(), broken);
  };

  let right = filled;
  let left = filled - 1;
  for (let turn = 0; ; turn++) {
    let best = -1;
    for (let k = 0; k < states.count(); k++) {
      if (
        states.weight(k) <= fits &&
        states.profit(k) > relaxed &&
        (best < 0 || states.profit(k) > states.profit(best))
      )
        best = k;
    }
    if (best >= 0) take(best);
    const up = right < n ? profit[right]! / weight[right]! : 0;
    const down = left >= 0 ? profit[left]! / weight[left]! : Infinity;
    states.filter((w, p) => (w <= fits ? p + (fits - w) * up : left < 0 ? -Infinity : p + (fits - w) * down) > relaxed);
    if (states.count() === 0 || (right >= n && left < 0)) return broken <= least();
    if (!clock.mayGoOn()) {
      if (clock.stopped()) return false;
      await clock.pause();
    }
    const adds = left < 0 || (right < n && turn % 2 === 0);
    const item = adds ? right++ : left--;
    if (!states.extend(item, weight[item]!, profit[item]!, !adds)) return false;
  }
}
