import * as z from "zod";
import { defineDocument, initiativeId, schemaVersion, type DocumentType } from "../document.ts";
import type { Returns } from "./evaluate-result.ts";
import { userMap } from "./shared.ts";

/** How far the answer is proved. Objective as in the explanation. */
export interface SolutionFacts {
  /** `feasible`: stopped before the proof, by a time limit, a gap or a signal. `heuristic`: the rule proves nothing. */
  readonly status: "optimal" | "feasible" | "heuristic";
  /** No portfolio's objective is better than this; null where nothing is proved. */
  readonly bound: number | null;
  /** Distance of the objective from the bound; 0 of a proved optimum. */
  readonly gap: number | null;
  /** Null where no clock was given: equal inputs then give equal documents. */
  readonly seconds: number | null;
}

/** One state of the world and how the selection fares in it. */
export interface ScenarioFacts {
  readonly name: string;
  readonly weight: number | null;
  /** Best effective return of any portfolio within the constraints (V*); null where the rule uses none. */
  readonly optimum: number | null;
  /** Effective return of the selection. */
  readonly reached: number;
  readonly regret: number | null;
}

/** A constraint that keeps the objective from being better. */
export interface BindingConstraint {
  readonly constraint: string;
  /** What is left of it, in its own unit. */
  readonly slack: number;
  /** How much better the objective were without it, benchmarks unchanged; null where only the slack was looked at. */
  readonly gain: number | null;
}

export interface RunnerUp {
  readonly selected: readonly string[];
  readonly objective: number;
  readonly cost: number;
}

/** What more money would buy, benchmarks unchanged. */
export interface NextBudget {
  /** The smallest budget at which the objective is better. */
  readonly budget: number;
  /** A regret below 0 is a return above the benchmark. */
  readonly objective: number;
  /** Betterment of the objective per unit of budget up to there. */
  readonly price: number;
  readonly adds: readonly string[];
  readonly drops: readonly string[];
}

/** Each alone is enough for the initiative to be selected, and a ten-thousandth less is not; null where none is. */
export interface SmallestChanges {
  /** To add to its return in every scenario, currency. */
  readonly returns: number | null;
  /** To take off its cost, currency. */
  readonly cost: number | null;
  /** To add to its confidence. */
  readonly confidence: number | null;
}

export interface Excluded {
  readonly initiativeId: string;
  readonly reason: string;
  readonly changes?: SmallestChanges;
}

/** Why these initiatives and not others. Amounts in currency. What is absent was not asked for. */
export interface AllocateExplanation {
  /** The best effective return that any portfolio within the constraints reaches in each scenario (V*); null where the rule uses none. */
  readonly scenarioOptima: Returns | null;
  /** V* minus what the selection returns, by scenario. */
  readonly regrets: Returns | null;
  /** The rule's objective at the selection: the largest regret for minimax regret. */
  readonly objective: number | null;
  /** Candidates not chosen, each with its reason. */
  readonly excluded: readonly Excluded[];
  readonly warnings: readonly string[];
  readonly solution?: SolutionFacts;
  readonly scenarios?: readonly ScenarioFacts[];
  readonly binding?: readonly BindingConstraint[];
  /** The next best portfolios, best first. */
  readonly runnersUp?: readonly RunnerUp[];
  /** Null where no budget betters the objective. */
  readonly nextBudget?: NextBudget | null;
  /** Worth of one more unit of budget were every candidate divisible (the dual value of the relaxation). */
  readonly marginalReturn?: number | null;
  /** Share of draws of the estimates in which each candidate is selected. */
  readonly stability?: Readonly<Record<string, number>>;
}

export interface AllocateResult {
  readonly selected: readonly string[];
  /** Median return foreseen of each selected initiative, currency. */
  readonly predictedReturns: Readonly<Record<string, number>>;
  readonly budgetAllocated: Readonly<Record<string, number>>;
  /** Share of the cost, of the initiatives funded in part. */
  readonly shares?: Readonly<Record<string, number>>;
  readonly budget: number;
  readonly unspent: number;
  /** Key of the rule in the map of rules. */
  readonly rule: string | null;
  readonly solver: string | null;
  readonly currency: string | null;
  readonly explanation: AllocateExplanation;
}

const scenarios = z.object({ best: z.number(), med: z.number(), worst: z.number() });
const amounts = z.record(z.string(), z.number());
const shares = z.record(z.string(), z.number().min(0).max(1));
const names = z.array(initiativeId);
const amount = z.number().nullable().default(null);

const solution = z.object({
  status: z.enum(["optimal", "feasible", "heuristic"]),
  bound: amount,
  gap: amount,
  seconds: amount,
});
const scenario = z.object({
  name: z.string(),
  weight: amount,
  optimum: amount,
  reached: z.number(),
  regret: amount,
});
const nextBudget = z.object({
  budget: z.number(),
  objective: z.number(),
  price: z.number(),
  adds: names,
  drops: names,
});
const excluded = z.object({
  initiative_id: initiativeId,
  reason: z.string(),
  changes: z.object({ returns: amount, cost: amount, confidence: amount }).optional(),
});

const wire = z.looseObject({
  schema_version: schemaVersion,
  selected_initiatives: z.array(initiativeId),
  predicted_returns: amounts,
  budget_allocated: z.record(z.string(), z.number().min(0)),
  shares: shares.optional(),
  total_budget: z.number().min(0),
  unspent_budget: z.number().min(0),
  rule: z.string().nullable().default(null),
  solver: z.string().nullable().default(null),
  currency: z.string().nullable().default(null),
  explanation: z
    .object({
      scenario_optima: scenarios.nullable().default(null),
      regrets: scenarios.nullable().default(null),
      objective: z.number().nullable().default(null),
      excluded: z.array(excluded).default([]),
      warnings: z.array(z.string()).default([]),
      solution: solution.optional(),
      scenarios: z.array(scenario).optional(),
      binding: z.array(z.object({ constraint: z.string(), slack: z.number(), gain: amount })).optional(),
      runners_up: z.array(z.object({ selected: names, objective: z.number(), cost: z.number() })).optional(),
      next_budget: nextBudget.nullable().optional(),
      marginal_return: z.number().nullable().optional(),
      stability: shares.optional(),
    })
    .prefault({}),
});

/** The entry, unless there is none. */
function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V }; // one key, as said
}

/** Room for the rounding of a sum of costs. */
const rounding = 1e-9;

export const allocateResult: DocumentType<AllocateResult> = defineDocument({
  name: "allocate_result",
  version: "1.0",
  wire,
  invariants: (r, fault) => {
    const selected = new Set(r.selected_initiatives);
    if (selected.size !== r.selected_initiatives.length) fault(["selected_initiatives"], "names an initiative twice");
    for (const field of ["predicted_returns", "budget_allocated"] as const) {
      for (const id of Object.keys(r[field])) {
        if (!selected.has(id))
          fault(
            [field, id],
            `is of an initiative that is not selected; selected are ${[...selected].join(", ") || "none"}`,
          );
      }
      for (const id of selected)
        if (!Object.hasOwn(r[field], id)) fault([field], `has no entry for the selected "${id}"`);
    }
    const spent = Object.values(r.budget_allocated).reduce((sum, amount) => sum + amount, 0);
    if (spent > r.total_budget * (1 + rounding))
      fault(["budget_allocated"], `adds up to ${spent}, above total_budget ${r.total_budget}`);
  },
  read: (r) => ({
    selected: r.selected_initiatives,
    predictedReturns: userMap(Object.entries(r.predicted_returns)),
    budgetAllocated: userMap(Object.entries(r.budget_allocated)),
    ...given("shares", r.shares && userMap(Object.entries(r.shares))),
    budget: r.total_budget,
    unspent: r.unspent_budget,
    rule: r.rule,
    solver: r.solver,
    currency: r.currency,
    explanation: {
      scenarioOptima: r.explanation.scenario_optima,
      regrets: r.explanation.regrets,
      objective: r.explanation.objective,
      excluded: r.explanation.excluded.map(({ initiative_id, reason, changes }) => ({
        initiativeId: initiative_id,
        reason,
        ...given("changes", changes),
      })),
      warnings: r.explanation.warnings,
      ...given("solution", r.explanation.solution),
      ...given("scenarios", r.explanation.scenarios),
      ...given("binding", r.explanation.binding),
      ...given("runnersUp", r.explanation.runners_up),
      ...given("nextBudget", r.explanation.next_budget),
      ...given("marginalReturn", r.explanation.marginal_return),
      ...given("stability", r.explanation.stability && userMap(Object.entries(r.explanation.stability))),
    },
  }),
  write: (r) => ({
    schema_version: "1.0",
    selected_initiatives: [...r.selected],
    predicted_returns: { ...r.predictedReturns },
    budget_allocated: { ...r.budgetAllocated },
    ...given("shares", r.shares && { ...r.shares }),
    total_budget: r.budget,
    unspent_budget: r.unspent,
    rule: r.rule,
    solver: r.solver,
    currency: r.currency,
    explanation: {
      scenario_optima: r.explanation.scenarioOptima && { ...r.explanation.scenarioOptima },
      regrets: r.explanation.regrets && { ...r.explanation.regrets },
      objective: r.explanation.objective,
      excluded: r.explanation.excluded.map(({ initiativeId: id, reason, changes }) => ({
        initiative_id: id,
        reason,
        ...given("changes", changes && { ...changes }),
      })),
      warnings: [...r.explanation.warnings],
      ...given("solution", r.explanation.solution && { ...r.explanation.solution }),
      ...given(
        "scenarios",
        r.explanation.scenarios?.map((item) => ({ ...item })),
      ),
      ...given(
        "binding",
        r.explanation.binding?.map((item) => ({ ...item })),
      ),
      ...given(
        "runners_up",
        r.explanation.runnersUp?.map((item) => ({ ...item, selected: [...item.selected] })),
      ),
      ...given(
        "next_budget",
        r.explanation.nextBudget && {
          ...r.explanation.nextBudget,
          adds: [...r.explanation.nextBudget.adds],
          drops: [...r.explanation.nextBudget.drops],
        },
      ),
      ...given("marginal_return", r.explanation.marginalReturn),
      ...given("stability", r.explanation.stability && { ...r.explanation.stability }),
    },
  }),
});
