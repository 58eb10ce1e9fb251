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
  type Solver,
} from "@ie/contracts";
import { checkBudget, checkCandidates, checkSelection } from "./check.ts";
import type { Constraints } from "./options/constraints.ts";
import type { Explain } from "./options/portfolio-options.ts";
import { rules as builtInRules } from "./rules/index.ts";
import { firstThatTakes } from "./solvers/chain.ts";
import { solvers as builtInSolvers } from "./solvers/index.ts";

export interface AllocateOptions {
  /** Currency to spend; 0 or more. */
  readonly budget: number;
  /** Key in the map of rules. Default `minimax_regret`. */
  readonly rule?: string;
  /** The rule's options as configurations write them, snake_case. */
  readonly options?: unknown;
  /** As the option `constraints`. */
  readonly constraints?: Constraints;
  /** As the option `explain`. */
  readonly explain?: Explain;
  /** Of all amounts, such as "EUR". Default null: not said. */
  readonly currency?: string | null;
  /** Key in the map of solvers: the only one tried. By default each in turn until an answer is verified. */
  readonly solver?: string;
  /** Once aborted, the best portfolio so far is given with the gap that is proved. */
  readonly signal?: AbortSignal;
  /** Seconds since any moment; given, the result tells how long the choice took, and so is not the same twice. */
  readonly clock?: () => number;
}

export interface AllocateExtensions {
  readonly rules?: Readonly<Record<string, AllocationRule<unknown>>>;
  readonly solvers?: Readonly<Record<string, Solver>>;
}

export function lookUp<T>(map: Readonly<Record<string, T>>, kind: string, name: string): T {
  if (Object.hasOwn(map, name)) return map[name]!;
  throw new ImpactError({
    code: "config/unknown-name",
    who: "allocate",
    what: `unknown ${kind} "${name}"`,
    hint: suggestName(name, Object.keys(map)),
    facts: { name, known: Object.keys(map) },
  });
}

/** The solvers to ask, in the order of the map. */
export function solverChain(solvers: Readonly<Record<string, Solver>>, name: string | undefined): readonly Solver[] {
  return name === undefined ? Object.values(solvers) : [lookUp(solvers, "solver", name)];
}

interface Choice<T> {
  readonly choice: T;
  /** Null where the rule asked none. */
  readonly solver: string | null;
  /** What the solvers tried before got wrong. */
  readonly failures: readonly string[];
}

/** What `rule` gives with the first solver whose answers pass its checks. */
export async function withSolvers<T>(
  chain: readonly Solver[],
  signal: AbortSignal | undefined,
  ruleName: string,
  rule: (solver: Solver) => Promise<T>,
): Promise<Choice<T>> {
  const failures: string[] = [];
  let cause: unknown;
  for (let k = 0; k < chain.length; k++) {
    const [first, ...rest] = chain.slice(k);
    const asked: string[] = [];
    const doubts = new Set<string>();
    const solver = firstThatTakes(
      [first!, ...rest],
      signal,
      (name) => asked.push(name),
      (doubt) => doubts.add(doubt),
    );
    try {
      const choice = await rule(solver);
      return { choice, solver: asked[0] ?? null, failures: [...failures, ...doubts] };
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

/** The rule's options, with those that stand beside them. */
export function allOptions({
  options = {},
  constraints,
  explain,
}: Pick<AllocateOptions, "options" | "constraints" | "explain">): unknown {
  const extra = {
    ...(constraints === undefined ? {} : { constraints }),
    ...(explain === undefined ? {} : { explain }),
  };
  const twice = Object.keys(extra).find((key) => Object.hasOwn(options ?? {}, key));
  if (twice !== undefined) {
    const what = `${twice} stands both beside the options and in them`;
    throw new ImpactError({ code: "config/invalid", who: "allocate", what, hint: "leave one out" });
  }
  return Object.keys(extra).length === 0 ? options : { ...(options as object), ...extra };
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
  { budget, rule = "minimax_regret", currency = null, solver, signal, clock, ...given }: AllocateOptions,
  { rules = builtInRules, solvers = builtInSolvers }: AllocateExtensions = {},
): Promise<AllocateResult> {
  const chosenRule = lookUp(rules, "rule", rule);
  const ruleOptions = unwrap(validate(chosenRule.options, allOptions(given)), rule, "config/invalid");
  checkBudget(budget);
  checkCandidates(candidates);
  const started = clock?.() ?? 0;
  const { choice, ...found } = await withSolvers(solverChain(solvers, solver), signal, rule, (s) =>
    chosenRule.choose(candidates, budget, ruleOptions, s),
  );
  const { selected, shares = {}, explanation } = choice;
  const { solution } = explanation;
  const funded = checkSelection(rule, selected, shares, candidates, budget);
  const shareOf = (id: string): number => (Object.hasOwn(shares, id) ? shares[id]! : 1);
  const allocated = funded.map(({ initiativeId: id, cost }) => [id, cost * shareOf(id)] as const);
  return {
    selected,
    predictedReturns: userMap(funded.map(({ initiativeId: id, returns }) => [id, returns.med * shareOf(id)])),
    budgetAllocated: userMap(allocated),
    ...(Object.keys(shares).length === 0 ? {} : { shares: userMap(Object.entries(shares)) }),
    budget,
    unspent: Math.max(0, budget - allocated.reduce((sum, [, amount]) => sum + amount, 0)),
    rule,
    solver: found.solver,
    currency,
    explanation: {
      ...explanation,
      ...(solution === undefined || clock === undefined
        ? {}
        : { solution: { ...solution, seconds: clock() - started } }),
      warnings: [...found.failures, ...explanation.warnings],
    },
  };
}
