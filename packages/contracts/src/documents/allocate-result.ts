import * as z from "zod";
import { defineDocument, initiativeId, schemaVersion, type DocumentType } from "../document.ts";
import type { Returns } from "./evaluate-result.ts";
import { userMap } from "./shared.ts";

/** Why these initiatives and not others. Amounts in currency. */
export interface AllocateExplanation {
  /** The best effective return that any portfolio within the constraints reaches in each scenario (V*); null where the rule uses none. */
  readonly scenarioOptima: Returns | null;
  /** V* minus what the selection returns, by scenario. */
  readonly regrets: Returns | null;
  /** The rule's objective at the selection: the largest regret for minimax regret. */
  readonly objective: number | null;
  /** Candidates not chosen, each with its reason. */
  readonly excluded: readonly { readonly initiativeId: string; readonly reason: string }[];
  readonly warnings: readonly string[];
}

export interface AllocateResult {
  readonly selected: readonly string[];
  /** Median return foreseen of each selected initiative, currency. */
  readonly predictedReturns: Readonly<Record<string, number>>;
  readonly budgetAllocated: Readonly<Record<string, number>>;
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

const wire = z.looseObject({
  schema_version: schemaVersion,
  selected_initiatives: z.array(initiativeId),
  predicted_returns: amounts,
  budget_allocated: z.record(z.string(), z.number().min(0)),
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
      excluded: z.array(z.object({ initiative_id: initiativeId, reason: z.string() })).default([]),
      warnings: z.array(z.string()).default([]),
    })
    .prefault({}),
});

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
    budget: r.total_budget,
    unspent: r.unspent_budget,
    rule: r.rule,
    solver: r.solver,
    currency: r.currency,
    explanation: {
      scenarioOptima: r.explanation.scenario_optima,
      regrets: r.explanation.regrets,
      objective: r.explanation.objective,
      excluded: r.explanation.excluded.map((item) => ({ initiativeId: item.initiative_id, reason: item.reason })),
      warnings: r.explanation.warnings,
    },
  }),
  write: (r) => ({
    schema_version: "1.0",
    selected_initiatives: [...r.selected],
    predicted_returns: { ...r.predictedReturns },
    budget_allocated: { ...r.budgetAllocated },
    total_budget: r.budget,
    unspent_budget: r.unspent,
    rule: r.rule,
    solver: r.solver,
    currency: r.currency,
    explanation: {
      scenario_optima: r.explanation.scenarioOptima && { ...r.explanation.scenarioOptima },
      regrets: r.explanation.regrets && { ...r.explanation.regrets },
      objective: r.explanation.objective,
      excluded: r.explanation.excluded.map((item) => ({ initiative_id: item.initiativeId, reason: item.reason })),
      warnings: [...r.explanation.warnings],
    },
  }),
});
