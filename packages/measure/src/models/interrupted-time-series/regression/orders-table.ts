import type { Check, Table } from "@ie/contracts";
import type { Matrix } from "@ie/stats";
import { inferenceOf } from "../inference.ts";
import type { ArPosterior } from "./ar-posterior.ts";
import { leastOrder, type Chosen } from "./choose-regression.ts";
import { contrast } from "./mixture.ts";
import { robustPosterior } from "./robust-posterior.ts";

/** The effect with one lag of autocorrelation fewer and more, which should not matter. */
export function ordersTable(
  y: Float64Array,
  x: Matrix,
  average: Float64Array,
  chosen: Chosen,
  fitted: ArPosterior,
  level: number,
): { tables: Record<string, Table>; checks: Check[] } {
  const neighbours = [chosen.order - 1, chosen.order, chosen.order + 1].filter((p) => p >= leastOrder);
  const found = neighbours.flatMap((order) => {
    const posterior = order === chosen.order ? fitted : robustPosterior(y, x, order, { points: 31 });
    const mixture = posterior === null ? null : contrast(posterior, average);
    return mixture === null ? [] : [{ order, ...inferenceOf(mixture, level) }];
  });
  if (found.length === 0) return { tables: {}, checks: [] };
  const column = (pick: (each: (typeof found)[number]) => number): Float64Array => Float64Array.from(found, pick);
  const effects = column(({ value }) => value);
  const significant = found.filter(({ pValue }) => pValue < 1 - level).length;
  const settled = significant === 0 || significant === found.length;
  const [least, most] = [Math.min(...effects), Math.max(...effects)];
  const range = `${least.toPrecision(4)} to ${most.toPrecision(4)}`;
  return {
    tables: {
      orders: {
        ar: column(({ order }) => order),
        aicc: column(({ order }) => chosen.aicc[order - leastOrder] ?? NaN),
        effect: effects,
        lower: column(({ interval }) => interval.lower),
        upper: column(({ interval }) => interval.upper),
        p_value: column(({ pValue }) => pValue),
      },
    },
    checks: [
      {
        name: "sensitivity_to_order",
        status: settled ? "pass" : "warn",
        message: settled
          ? `autoregressions of order ${neighbours.join(", ")} agree: effects from ${range}`
          : `whether there is an effect depends on the order of the autoregression: effects from ${range}, ${significant} of ${found.length} intervals exclude 0`,
        value: most - least,
      },
    ],
  };
}
