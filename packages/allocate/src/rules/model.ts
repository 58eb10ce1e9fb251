import type { Candidate, Returns } from "@ie/contracts";
import { compareIds } from "../compare-ids.ts";
import { finder, invalid } from "../options/find-candidate.ts";
import type { PortfolioOptions, ScenarioOption } from "../options/portfolio-options.ts";
import { readLimits } from "../options/read-limits.ts";
import { takeByEfficiency } from "../portfolio/local-search.ts";
import { affordable, isFeasible, type Problem, type Shares } from "../portfolio/problem.ts";
import { amount } from "./amount.ts";

/** A state of the world: n effective returns. */
interface Scenario {
  readonly name: string;
  readonly weight: number;
  readonly values: Float64Array;
}

/** Candidates and options as columns. */
export interface Model {
  /** Ascending by id. */
  readonly candidates: readonly Candidate[];
  readonly options: PortfolioOptions;
  readonly problem: Problem;
  readonly scenarios: readonly Scenario[];
  /** Why a candidate is no part of the choice; n, null where it is. */
  readonly reasons: readonly (string | null)[];
  /** Feasible portfolios that are easily found: none at all, and what scenarios' returns per cost suggest. */
  readonly obvious: readonly Shares[];
  /** The problem were the budget no limit to single candidates. */
  readonly rich: Problem;
}

/** Returns pulled to the least as confidence c falls: c·R + (1 − c)·R_least. */
function penalised(value: number, least: number, { confidence }: Candidate): number {
  return confidence * value + (1 - confidence) * least;
}

function valuesOf(
  name: string,
  { returns }: ScenarioOption,
  candidates: readonly Candidate[],
  find: (id: string, where: string) => number,
): Float64Array {
  if (typeof returns === "string") return Float64Array.from(candidates, (candidate) => candidate.returns[returns]);
  for (const id of Object.keys(returns)) find(id, `scenarios.${name}.returns`);
  return Float64Array.from(candidates, ({ initiativeId }) => {
    if (Object.hasOwn(returns, initiativeId)) return returns[initiativeId]!;
    throw invalid(`scenarios.${name}.returns has no entry for "${initiativeId}"`, "give each candidate a return");
  });
}

const ordinary: Readonly<Record<keyof Returns, ScenarioOption>> = {
  best: { returns: "best" },
  med: { returns: "med" },
  worst: { returns: "worst" },
};

function readScenarios(candidates: readonly Candidate[], options: PortfolioOptions): readonly Scenario[] {
  const given = Object.entries(options.scenarios ?? ordinary);
  if (given.length === 0) throw invalid("scenarios is empty", "name at least one, or leave it out");
  const find = finder(candidates.map(({ initiativeId }) => initiativeId));
  const raw = given.map(([name, scenario]) => valuesOf(name, scenario, candidates, find));
  const least = Float64Array.from(candidates, ({ returns }, i) =>
    Math.min(returns.worst, ...raw.map((values) => values[i]!)),
  );
  const weights = given.map(([, { weight }]) => weight ?? 1);
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) throw invalid("the scenarios' weights add up to 0", "give at least one a weight above 0");
  return given.map(([name], s) => ({
    name,
    weight: weights[s]! / sum,
    values: options.confidencePenalty
      ? raw[s]!.map((value, i) => penalised(value, least[i]!, candidates[i]!))
      : raw[s]!,
  }));
}

/** Throws `config/invalid`. */
export function modelOf(unsorted: readonly Candidate[], budget: number, options: PortfolioOptions): Model {
  const candidates = unsorted.toSorted((a, b) => compareIds(a.initiativeId, b.initiativeId));
  const ids = candidates.map(({ initiativeId }) => initiativeId);
  const cost = Float64Array.from(candidates, (candidate) => candidate.cost);
  const { mandatory, forbidden, least, limits } = readLimits(options.constraints, ids, cost, budget);
  const scenarios = readScenarios(candidates, options);
  const worst = Float64Array.from(candidates, ({ returns }) => returns.worst);
  const free = limits.length === 0;

  const dear = (i: number): boolean => !affordable(cost[i]! * least[i]!, budget);
  const reasonOf = (i: number): string | null => {
    const { confidence } = candidates[i]!;
    if (forbidden.has(i)) return "it is forbidden";
    if (confidence < options.minConfidence) {
      return `confidence ${amount(confidence)} is below min_confidence ${options.minConfidence}`;
    }
    const best = Math.max(...scenarios.map(({ values }) => values[i]!));
    // It would better no objective and cost money; a limit may want it all the same.
    if (free && best <= 0 && worst[i]! <= 0) {
      const where = options.scenarios === null ? "the best scenario" : "every scenario";
      return `returns at most ${amount(best)} in ${where}${options.confidencePenalty ? ", after the confidence penalty" : ""}`;
    }
    return null;
  };
  const barred = ids.map((_, i) => (mandatory.has(i) ? null : reasonOf(i)));
  const reasons = barred.map((reason, i) => {
    if (reason !== null || mandatory.has(i) || !dear(i)) return reason;
    const what =
      least[i] === 1 ? `cost ${amount(cost[i]!)}` : `least share ${amount(cost[i]! * least[i]!)} of its cost`;
    return `${what} is above the whole budget ${amount(budget)}`;
  });
  const problemOf = (out: readonly (string | null)[]): Problem => {
    let largestReturn = 0;
    for (const values of [worst, ...scenarios.map((scenario) => scenario.values)]) {
      for (let i = 0; i < ids.length; i++)
        if (out[i] === null) largestReturn = Math.max(largestReturn, Math.abs(values[i]!));
    }
    const fixed = Int8Array.from(ids, (_, i) => (mandatory.has(i) ? 1 : out[i] === null ? -1 : 0));
    return { ids, cost, budget, worst, minWorst: options.minPortfolioWorstReturn, least, fixed, limits, largestReturn };
  };
  const problem = problemOf(reasons);
  const nothing = Float64Array.from(problem.fixed, (value) => (value === 1 ? 1 : 0));
  const few = scenarios.slice(0, 10).map(({ values }) => takeByEfficiency(problem, values));
  const obvious = [nothing, ...few].filter((shares) => isFeasible(problem, shares));
  return { candidates, options, scenarios, reasons, problem, obvious, rich: problemOf(barred) };
}
