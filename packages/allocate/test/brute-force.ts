import type { Candidate, Returns } from "@ie/contracts";

/** The least largest regret over all 2^n portfolios, by the definition; null where none is feasible. */
export function bruteForce(
  candidates: readonly Candidate[],
  budget: number,
  minWorst: number | null,
): { objective: number; cost: number; optima: Returns } | null {
  const n = candidates.length;
  const scale = Math.max(0, ...candidates.flatMap(({ returns }) => Object.values(returns).map(Math.abs)));
  const portfolios: { cost: number; best: number; med: number; worst: number }[] = [];
  for (let bits = 0; bits < 1 << n; bits++) {
    const sums = { cost: 0, best: 0, med: 0, worst: 0 };
    for (let i = 0; i < n; i++) {
      if (((bits >> i) & 1) === 0) continue;
      const { cost, confidence: c, returns } = candidates[i]!;
      sums.cost += cost;
      sums.best += c * returns.best + (1 - c) * returns.worst;
      sums.med += c * returns.med + (1 - c) * returns.worst;
      sums.worst += returns.worst;
    }
    const funded = sums.cost <= budget * (1 + 1e-12);
    if (funded && (minWorst === null || sums.worst >= minWorst - 1e-12 * scale)) portfolios.push(sums);
  }
  if (portfolios.length === 0) return null;
  const best = Math.max(...portfolios.map((p) => p.best));
  const med = Math.max(...portfolios.map((p) => p.med));
  const worst = Math.max(...portfolios.map((p) => p.worst));
  const regretOf = (p: Returns): number => Math.max(best - p.best, med - p.med, worst - p.worst);
  const objective = Math.min(...portfolios.map(regretOf));
  const cheapest = portfolios.filter((p) => regretOf(p) <= objective + 1e-12 * scale).map((p) => p.cost);
  return { objective, cost: Math.min(...cheapest), optima: { best, med, worst } };
}
