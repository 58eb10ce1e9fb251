import { formatValue, ImpactError, type Candidate } from "@ie/contracts";
import { affordable } from "./portfolio/problem.ts";

export function checkBudget(budget: number): void {
  if (Number.isFinite(budget) && budget >= 0) return;
  throw new ImpactError({
    code: "config/invalid",
    who: "allocate",
    what: `the budget is ${formatValue(budget)}`,
    hint: "give an amount of 0 or more",
  });
}

function faultOf({ cost, returns: { best, med, worst }, confidence }: Candidate): string | null {
  if (!(Number.isFinite(cost) && cost > 0)) return `cost ${cost} is not an amount above 0`;
  if (![best, med, worst].every(Number.isFinite)) return `returns ${worst}, ${med}, ${best} are not all numbers`;
  if (worst > med || med > best) return `returns ${worst}, ${med}, ${best} are not in the order worst ≤ med ≤ best`;
  if (!(confidence >= 0 && confidence <= 1)) return `confidence ${confidence} is not between 0 and 1`;
  return null;
}

/** Throws `data/out-of-range` or `data/duplicate-key`. */
export function checkCandidates(candidates: readonly Candidate[]): void {
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const { initiativeId } = candidate;
    const fault = faultOf(candidate);
    if (fault !== null) {
      throw new ImpactError({
        code: "data/out-of-range",
        who: "allocate",
        what: `"${initiativeId}": ${fault}`,
        facts: { initiativeId },
      });
    }
    if (seen.has(initiativeId)) {
      throw new ImpactError({
        code: "data/duplicate-key",
        who: "allocate",
        what: `two candidates are named "${initiativeId}"`,
        hint: "give each initiative one id",
        facts: { initiativeId },
      });
    }
    seen.add(initiativeId);
  }
}

/** The selected candidates; throws `document/invalid` where a rule broke its contract. */
export function checkSelection(
  rule: string,
  selected: readonly string[],
  shares: Readonly<Record<string, number>>,
  candidates: readonly Candidate[],
  budget: number,
): readonly Candidate[] {
  const byId = new Map(candidates.map((candidate) => [candidate.initiativeId, candidate]));
  const invalid = (what: string): ImpactError =>
    new ImpactError({ code: "document/invalid", who: rule, what, hint: "the rule is at fault" });
  const funded = selected.map((id) => {
    const candidate = byId.get(id);
    if (candidate === undefined) throw invalid(`selects "${id}", which is no candidate or is selected twice`);
    byId.delete(id);
    return candidate;
  });
  for (const [id, share] of Object.entries(shares)) {
    if (!selected.includes(id) || !(share > 0 && share <= 1)) throw invalid(`gives "${id}" a share of ${share}`);
  }
  const spent = funded.reduce(
    (sum, { initiativeId: id, cost }) => sum + cost * (Object.hasOwn(shares, id) ? shares[id]! : 1),
    0,
  );
  if (!affordable(spent, budget)) throw invalid(`spends ${spent}, above the budget ${budget}`);
  return funded;
}
