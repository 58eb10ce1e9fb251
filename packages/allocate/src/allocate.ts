import {
  ImpactError,
  isImpactError,
  suggestName,
  unwrap,
  userMap,
  validate,
  type AllocateResult,
  type AllocationRule,
  type Candidate,
  type Selection,
  type Solver,
} from "@ie/contracts";
import { checkBudget, checkCandidates, checkSelection } from "./check.ts";
import { total } from "./portfolio/portfolio.ts";
import { rules as builtInRules } from "./rules/index.ts";
import { solvers as builtInSolvers } from "./solvers/index.ts";

export interface AllocateOptions {
  /** Currency to spend; 0 or more. */
  readonly budget: number;
  /** Key in the map of rules. Default `minimax_regret`. */
  readonly rule?: string;
  /** The rule's options as configurations write them, snake_case. */
  readonly options?: unknown;
  /** Of all amounts, such as "EUR". Default null: not said. */
  readonly currency?: string | null;
  /** Key in the map of solvers: the only one tried. By default each in turn until an answer is verified. */
  readonly solver?: string;
}

export interface AllocateExtensions {
  readonly rules?: Readonly<Record<string, AllocationRule<unknown>>>;
  readonly solvers?: Readonly<Record<string, Solver>>;
}

/** Candidates up to which javascript-lp-solver is faster than HiGHS; beyond, its time grows without bound. */
const fewCandidates = 60;

function lookUp<T>(map: Readonly<Record<string, T>>, kind: string, name: string): T {
  if (Object.hasOwn(map, name)) return map[name]!;
  throw new ImpactError({
    code: "config/unknown-name",
    who: "allocate",
    what: `unknown ${kind} "${name}"`,
    hint: suggestName(name, Object.keys(map)),
    facts: { name, known: Object.keys(map) },
  });
}

/** The solvers to try, in order: as the map has them, but HiGHS first where there are many candidates. */
function solverChain(solvers: Readonly<Record<string, Solver>>, name: string | undefined, count: number): Solver[] {
  if (name !== undefined) return [lookUp(solvers, "solver", name)];
  const chain = Object.entries(solvers);
  if (count > fewCandidates) chain.sort(([a], [b]) => Number(b === "highs") - Number(a === "highs"));
  return chain.map(([, solver]) => solver);
}

interface Choice {
  readonly selection: Selection;
  /** Null where the rule asked none. */
  readonly solver: string | null;
  /** What the solvers tried before got wrong. */
  readonly failures: readonly string[];
}

async function choose(
  chain: readonly Solver[],
  rule: (solver: Solver) => Promise<Selection>,
  ruleName: string,
): Promise<Choice> {
  const failures: string[] = [];
  let cause: unknown;
  for (const solver of chain) {
    let asked = false;
    const watched: Solver = {
      name: solver.name,
      solve: (program) => {
        asked = true;
        return solver.solve(program);
      },
    };
    try {
      const selection = await rule(watched);
      return { selection, solver: asked ? solver.name : null, failures };
    } catch (error) {
      if (!isImpactError(error) || error.code !== "solve/unverified") throw error;
      failures.push(error.message);
      cause = error;
    }
  }
  throw new ImpactError({
    code: "solve/unverified",
    who: ruleName,
    what: `no solver's answer passed the checks (${failures.join("; ") || "the map of solvers is empty"})`,
    hint: "add a solver, or look for costs or returns of very different sizes",
    facts: { failures },
    cause,
  });
}

/**
 * Which candidates to fund. Returns a value and writes nothing.
 *
 * `solve/unverified` from the rule sends it to the next solver, and the result's warnings tell of it; other errors pass through.
 * Throws `config/unknown-name`, `config/invalid` (options, budget), `data/out-of-range` and `data/duplicate-key` (candidates),
 * `solve/infeasible`, `solve/unverified`.
 */
export async function allocate(
  candidates: readonly Candidate[],
  { budget, rule = "minimax_regret", options = {}, currency = null, solver }: AllocateOptions,
  { rules = builtInRules, solvers = builtInSolvers }: AllocateExtensions = {},
): Promise<AllocateResult> {
  const chosenRule = lookUp(rules, "rule", rule);
  const ruleOptions = unwrap(validate(chosenRule.options, options), rule, "config/invalid");
  checkBudget(budget);
  checkCandidates(candidates);
  const chain = solverChain(solvers, solver, candidates.length);
  const choice = await choose(chain, (s) => chosenRule.choose(candidates, budget, ruleOptions, s), rule);
  const { selected, explanation } = choice.selection;
  const funded = checkSelection(rule, selected, candidates, budget);
  const costs = Float64Array.from(funded, ({ cost }) => cost);
  return {
    selected,
    predictedReturns: userMap(funded.map(({ initiativeId, returns }) => [initiativeId, returns.med])),
    budgetAllocated: userMap(funded.map(({ initiativeId, cost }) => [initiativeId, cost])),
    budget,
    unspent: Math.max(0, budget - total(costs, new Uint8Array(costs.length).fill(1))),
    rule,
    solver: choice.solver,
    currency,
    explanation: { ...explanation, warnings: [...choice.failures, ...explanation.warnings] },
  };
}
