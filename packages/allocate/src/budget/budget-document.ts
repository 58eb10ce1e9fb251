import type { Json } from "@ie/contracts";
import type { BudgetFrontier } from "./frontier.ts";
import type { BudgetPlan } from "./plan.ts";

/** Keys of these results are all ours: names of channels stand in values. */
function snakeKeys(value: unknown): Json {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value as Json; // numbers, texts, booleans, null
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeKeys(inner),
    ]),
  );
}

/** A plan as a document: keys in snake_case. */
export function budgetDocument(plan: BudgetPlan, currency: string | null, frontier: BudgetFrontier | null): Json {
  return { schema_version: "1.0", currency, plan: snakeKeys(plan), frontier: snakeKeys(frontier) };
}
