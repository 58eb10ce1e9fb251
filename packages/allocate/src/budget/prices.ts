import type { Model } from "./model.ts";
import type { BindingConstraint } from "./plan.ts";
import { poolsAt } from "./pools.ts";
import type { Problem } from "./problem.ts";

export interface Prices {
  readonly binding: readonly BindingConstraint[];
  /** Response to the next unit of the whole; null where no channel can take or give it at a finite slope. */
  readonly multiplier: number | null;
  readonly kktResidual: number | null;
}

/** Multipliers at a local optimum: what the slopes of the channels that can still move say. `value`: currency per response. */
export function pricesAt(model: Model, problem: Problem, x: Float64Array, value: number): Prices {
  const { lo, off, groups, price } = problem;
  const hi = Float64Array.from(model.channels, ({ hi }) => hi);
  const { pool, side, parent, interior } = poolsAt(problem, hi, x);
  const slopes = Float64Array.from(x, (at, i) => model.exact[i]!.slope(at));
  const indexes = [...x.keys()];
  let kkt: number | null = null;

  function multiplierOf(p: number): number | null {
    const inside = indexes.filter((i) => pool[i] === p && interior[i] === 1).map((i) => slopes[i]!);
    if (p === 0 && side[0] === 0 && groups[0]!.min < groups[0]!.max) {
      if (inside.length > 0 && price > 0)
        kkt = Math.max(kkt ?? 0, ...inside.map((slope) => Math.abs(slope - price) / price));
      return price;
    }
    if (inside.length > 0) {
      const mean = inside.reduce((sum, slope) => sum + slope / inside.length, 0);
      if (inside.length > 1) {
        const difference = Math.max(...inside) - Math.min(...inside);
        const scaled = difference === 0 ? 0 : difference / Math.abs(mean);
        if (Number.isFinite(scaled)) kkt = Math.max(kkt ?? 0, scaled);
      }
      return mean;
    }
    // Nobody is inside: the best use of one unit more, or the cheapest saving of one unit less.
    const floor = side[p] === -1;
    const able = indexes.filter(
      (i) => pool[i] === p && (floor ? x[i]! > lo[i]! : x[i]! < hi[i]! && (off[i] === 0 || x[i]! > 0)),
    );
    const ends = able.map((i) => slopes[i]!);
    if (ends.length === 0) return null;
    const end = floor ? Math.min(...ends) : Math.max(...ends);
    return Number.isFinite(end) ? end : null;
  }

  const multipliers = groups.map((_, g) => (g === 0 || side[g] !== 0 ? multiplierOf(g) : null));
  const against = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : value * (a - b);
  const binding: BindingConstraint[] = [];
  const add = (
    kind: BindingConstraint["kind"],
    name: string | null,
    limit: number,
    shadowPrice: number | null,
  ): void => {
    binding.push(
      Object.freeze({
        kind,
        name,
        limit,
        shadowPrice: shadowPrice !== null && Number.isFinite(shadowPrice) ? shadowPrice : null,
      }),
    );
  };
  const whole = multipliers[0]!;
  if (side[0] !== 0 || groups[0]!.min === groups[0]!.max) add("budget", null, groups[0]!.max, against(whole, price));
  groups.forEach(({ name, min, max }, g) => {
    if (g === 0 || side[g] === 0) return;
    add(
      side[g] === 1 ? "group_max" : "group_min",
      name,
      side[g] === 1 ? max : min,
      against(multipliers[g]!, multipliers[parent[g]!]!),
    );
  });
  for (const i of indexes) {
    const { name, limited, fixed, least } = model.channels[i]!;
    if (interior[i] === 1) continue;
    const here = against(slopes[i]!, multipliers[pool[i]!]!);
    if (fixed) add("channel_fixed", name, x[i]!, here);
    else if (least > 0 && x[i] === 0) continue;
    else if (x[i]! <= lo[i]! * (1 + 1e-9) && (limited.lo || least > 0))
      add(least > 0 || (lo[i]! > 0 && !limited.lo) ? "min_effective" : "channel_min", name, lo[i]!, here);
    else if (limited.hi && x[i]! >= hi[i]! * (1 - 1e-9) && hi[i]! > lo[i]!) add("channel_max", name, hi[i]!, here);
  }
  return { binding: Object.freeze(binding), multiplier: whole, kktResidual: kkt };
}
