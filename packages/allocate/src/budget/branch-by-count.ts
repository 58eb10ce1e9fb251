import { branchAndBound, type SearchOptions, type Solution } from "./branch-and-bound.ts";
import type { Curve } from "./curves/curve.ts";
import type { Problem } from "./problem.ts";
import { createRelaxation } from "./relaxation.ts";

/** A curve that pays `charge.each` from a spend on. */
interface ChargedCurve extends Curve {
  readonly isUsed: (x: number) => boolean;
}

/**
 * A channel counts as used from its least effective spend on, or from halfway between its least spend and its bend: of two such
 * spends a plan that wastes no money leaves one out or takes it well beyond. At the spend halfway itself the count is what
 * serves the bound, since it ends both sides. Null for curves that are not S-shaped there.
 */
function chargedCurve({ curves, lo, hi, off }: Problem, i: number, charge: { each: number }): ChargedCurve | null {
  const curve = curves[i]!;
  const { concave, value } = curve;
  const [least, bend] = [lo[i]!, concave[0] ?? NaN];
  const isStep = off[i] === 1 && bend / 2 <= least;
  const from = isStep ? least : ((off[i] === 1 ? 0 : least) + bend) / 2;
  if (concave.length !== 2 || !(isStep || bend > least) || !(from < hi[i]!)) return null;
  const isUsed = (x: number): boolean => x > from || (x === from && (isStep || charge.each < 0));
  return {
    ...curve,
    isUsed,
    value: (x) => value(x) - (isUsed(x) ? charge.each : 0),
    concave: isStep ? concave : Float64Array.of(from, from, ...concave),
  };
}

/**
 * The global optimum where many channels are nearly alike. Which of them to use hardly matters and how many does: branching channel
 * by channel would try the subsets. The relaxed plan uses a fraction of a channel, so either at most k are used or at least k + 1. Each half is
 * bounded with a multiplier on the count beside that on money, and searched with the used channels charged by it (Everett 1963).
 */
export function branchByCount(problem: Problem, { tolerance, maxNodes }: SearchOptions, plainNodes = 300): Solution {
  const first = branchAndBound(problem, { tolerance, maxNodes: Math.min(maxNodes, plainNodes) });
  const isProved = first.bound - first.value <= tolerance * Math.abs(first.value);
  if (isProved || first.bound === -Infinity || first.nodes < plainNodes || maxNodes <= first.nodes) return first;

  const charge = { each: 0 };
  const charged = problem.curves.map((_, i) => chargedCurve(problem, i, charge));
  const curves = problem.curves.map((curve, i) => charged[i] ?? curve);
  const relaxation = createRelaxation({ ...problem, curves });
  let nodes = first.nodes;
  /** The relaxed number of used channels at a charge. */
  const countAt = (each: number): number => {
    charge.each = each;
    relaxation.solve(problem);
    nodes++;
    const { x, low, high } = relaxation;
    let count = 0;
    charged.forEach((curve, i) => {
      if (curve?.isUsed(high[i]!) !== true) return;
      count += curve.isUsed(low[i]!) ? 1 : (x[i]! - low[i]!) / (high[i]! - low[i]!);
    });
    return count;
  };
  const atMost = Math.floor(countAt(0));
  const unit = Math.abs(first.bound) / (atMost + 1);
  /** The charge at which the relaxed plan keeps the limit: where the bound, convex in the charge, is least. Any charge gives a bound. */
  const chargeFor = (sign: number, keeps: (count: number) => boolean): number => {
    let [near, far] = [0, sign * 1e-3 * unit];
    for (let pass = 0; pass < 20 && !keeps(countAt(far)); pass++) [near, far] = [far, 4 * far];
    for (let pass = 0; pass < 40; pass++) {
      const middle = near + (far - near) / 2;
      if (keeps(countAt(middle))) far = middle;
      else near = middle;
    }
    return far;
  };

  let best: Solution = { ...first, bound: -Infinity };
  for (const limit of [atMost, atMost + 1]) {
    charge.each = limit === atMost ? chargeFor(1, (count) => count <= limit) : chargeFor(-1, (count) => count >= limit);
    const room = (maxNodes - nodes) / (limit === atMost ? 2 : 1);
    const half = branchAndBound(
      problem,
      { tolerance, maxNodes: Math.max(1, room) },
      { curves, offset: charge.each * limit, start: best },
    );
    nodes += half.nodes;
    best = { ...half, bound: Math.max(best.bound, half.bound) };
  }
  return { ...best, bound: Math.max(best.value, Math.min(first.bound, best.bound)), nodes };
}
