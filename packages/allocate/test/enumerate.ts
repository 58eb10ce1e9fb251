import type { Candidate } from "@ie/contracts";
import type { Constraints } from "../src/options/constraints.ts";

/** One of the 2^n portfolios, by the definitions. */
export interface Portfolio {
  readonly ids: readonly string[];
  readonly cost: number;
  /** Σ effective returns. */
  readonly best: number;
  readonly med: number;
  readonly worst: number;
}

function keeps(ids: ReadonlySet<string>, costs: ReadonlyMap<string, number>, budget: number, c: Constraints): boolean {
  const count = (names: readonly string[]): number => names.filter((id) => ids.has(id)).length;
  const spend = (names: readonly string[]): number =>
    names.reduce((sum, id) => sum + (ids.has(id) ? costs.get(id)! : 0), 0);
  const within = (value: number, lower = -Infinity, upper = Infinity): boolean =>
    value >= lower - 1e-9 && value <= upper + 1e-9;
  return (
    (c.mandatory ?? []).every((id) => ids.has(id)) &&
    count(c.forbidden ?? []) === 0 &&
    (c.exclusive ?? []).every((group) => count(group) <= 1) &&
    Object.entries(c.prerequisites ?? {}).every(([id, needs]) => !ids.has(id) || count(needs) === needs.length) &&
    within(ids.size, c.min_count, c.max_count) &&
    Object.values(c.categories ?? {}).every(
      ({ members, min_budget, max_budget, min_share, max_share, min_count, max_count }) =>
        within(spend(members), min_budget, max_budget) &&
        within(spend(members) / budget, min_share, max_share) &&
        within(count(members), min_count, max_count),
    ) &&
    Object.values(c.resources ?? {}).every(({ limit, use }) =>
      within(
        Object.entries(use).reduce((sum, [id, used]) => sum + (ids.has(id) ? used : 0), 0),
        0,
        limit,
      ),
    )
  );
}

/** All portfolios within the budget and the constraints. */
export function enumerate(
  candidates: readonly Candidate[],
  budget: number,
  constraints: Constraints,
  minWorst: number | null,
): readonly Portfolio[] {
  const sorted = candidates.toSorted((a, b) => (a.initiativeId < b.initiativeId ? -1 : 1));
  const costs = new Map(sorted.map((item) => [item.initiativeId, item.cost]));
  return Array.from({ length: 1 << sorted.length }, (_, bits) => {
    const chosen = sorted.filter((_, i) => ((bits >> i) & 1) === 1);
    const sum = (value: (item: Candidate) => number): number => chosen.reduce((total, item) => total + value(item), 0);
    const effective = (key: "best" | "med" | "worst"): number =>
      sum(({ returns, confidence: c }) => c * returns[key] + (1 - c) * returns.worst);
    return {
      ids: chosen.map((item) => item.initiativeId),
      cost: sum((item) => item.cost),
      best: effective("best"),
      med: effective("med"),
      worst: effective("worst"),
    };
  }).filter(
    ({ ids, cost, worst }) =>
      cost <= budget * (1 + 1e-12) &&
      (minWorst === null || worst >= minWorst - 1e-9) &&
      keeps(new Set(ids), costs, budget, constraints),
  );
}

/** The merit of a portfolio by each rule, larger is better. */
export function meritBy(rule: string, all: readonly Portfolio[]): (portfolio: Portfolio) => number {
  const top = (key: "best" | "med" | "worst"): number => Math.max(...all.map((portfolio) => portfolio[key]));
  const [best, med, worst] = [top("best"), top("med"), top("worst")];
  switch (rule) {
    case "minimax_regret":
      return (p) => -Math.max(best - p.best, med - p.med, worst - p.worst);
    case "bayesian":
      return (p) => (p.best + p.med + p.worst) / 3;
    case "maximin":
      return (p) => Math.min(p.best, p.med, p.worst);
    case "hurwicz":
      return (p) => (Math.max(p.best, p.med, p.worst) + Math.min(p.best, p.med, p.worst)) / 2;
    default:
      throw new Error(`no definition of ${rule}`);
  }
}
