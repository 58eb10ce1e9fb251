import type { ImpactError } from "@ie/contracts";
import { infeasible } from "./fault.ts";
import type { Model } from "./model.ts";
import type { Problem } from "./problem.ts";

interface Reach {
  readonly least: number;
  readonly most: number;
  readonly fault: ImpactError | null;
}

/** Why no plan keeps the limits of `problem`: the innermost limits that clash, by name. */
export function explainInfeasible(model: Model, problem: Problem): ImpactError {
  const { lo, hi, off, groups } = problem;
  const nameOf = (i: number): string => {
    const { name, least } = model.channels[i]!;
    return least > 0 && hi[i] === 0 ? `${name} (whose minEffective ${least} is out of reach)` : name;
  };

  function reach(g: number): Reach {
    const { channels, children, name, min, max } = groups[g]!;
    let [least, most] = [0, 0];
    for (const i of channels) {
      least += off[i] === 1 ? 0 : lo[i]!;
      most += hi[i]!;
    }
    for (const child of children) {
      const inner = reach(child);
      if (inner.fault !== null) return inner;
      least += inner.least;
      most += inner.most;
    }
    const inner = [...children].map((child) => `group "${groups[child]!.name}"`);
    const parts = [...[...channels].map(nameOf), ...inner];
    const facts = { group: name, parts, min, max: Number.isFinite(max) ? max : null };
    const fail = (what: string, hint: string): Reach => ({ least, most, fault: infeasible(what, hint, facts) });
    const whole = name === null;
    if (min > max) return fail(`group "${name}": min ${min} is above max ${max}`, "change one of them");
    if (least > max) {
      const forced = [
        ...[...channels].filter((i) => off[i] === 0 && lo[i]! > 0).map(nameOf),
        ...inner.filter((_, k) => groups[children[k]!]!.min > 0),
      ];
      return fail(
        `the least spends of ${(forced.length > 0 ? forced : parts).join(", ")} add up to ${least}, above ${whole ? `the budget ${max}` : `the max of group "${name}", ${max}`}`,
        `${whole ? "raise the budget" : "raise that max"} or lower a min`,
      );
    }
    if (most < min)
      return fail(
        `the largest spends of ${parts.join(", ")} add up to ${most}, below ${whole ? `the budget ${min} that is to be spent` : `the min of group "${name}", ${min}`}`,
        whole ? 'raise a max, or ask for spend: "at_most"' : "raise a max or lower that min",
      );
    return { least: Math.max(least, min), most: Math.min(most, max), fault: null };
  }

  const { fault } = reach(0);
  if (fault !== null) return fault;
  const channels = model.channels.filter(({ least }) => least > 0).map(({ name }) => name);
  return infeasible(
    `no choice among ${channels.join(", ")} of spending nothing or the least effective amount meets the budget and the limits`,
    'lower a minEffective, or ask for spend: "at_most"',
    { channels },
  );
}
