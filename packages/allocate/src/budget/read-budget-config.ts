import { failed, ok, optionsSchema, validate, type Result } from "@ie/contracts";
import { lowerKeys, locateIssues, toValue, type ConfigText } from "@ie/contracts/config";
import * as z from "zod/mini";
import type { BudgetChannel, BudgetOptions } from "./options.ts";

/** What a file asks: the arguments of `optimiseBudget`, and what belongs to the page that shows the answer. */
export interface BudgetQuestion {
  readonly channels: readonly BudgetChannel[];
  readonly budget: number | null;
  readonly options: BudgetOptions;
  readonly currency: string | null;
  readonly frontier: boolean;
}

const parameter = z.union([z.number(), z.array(z.number())], {
  error: "expected number or list of numbers, one a draw",
});
const amount = z.union([z.number(), z.strictObject({ of_current: z.number() })], {
  error: "expected number or { of_current: a share }",
});

const curve = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("hill"), beta: parameter, half_saturation: parameter, slope: parameter }),
  z.strictObject({ type: z.literal("michaelis_menten"), beta: parameter, half_saturation: parameter }),
  z.strictObject({ type: z.literal("exponential"), beta: parameter, rate: parameter }),
  z.strictObject({ type: z.literal("logistic"), beta: parameter, rate: parameter, midpoint: z.optional(parameter) }),
  z.strictObject({ type: z.literal("power"), scale: parameter, exponent: parameter }),
  z.strictObject({
    type: z.literal("sampled"),
    spend: z.array(z.number()),
    response: z.union([z.array(z.number()), z.array(z.array(z.number()))]),
    interpolation: z.optional(z.enum(["monotone", "linear"])),
  }),
]);

const goal = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("response") }),
  z.strictObject({ type: z.literal("profit") }),
  z.strictObject({ type: z.literal("roas"), at_least: z.number() }),
  z.strictObject({ type: z.literal("marginal_roas"), at_least: z.number() }),
  z.strictObject({ type: z.literal("least_spend"), response: z.number() }),
  z.strictObject({ type: z.literal("mean_sd"), k: z.number() }),
  z.strictObject({ type: z.literal("mean_variance"), k: z.number() }),
  z.strictObject({ type: z.literal("cvar"), share: z.number() }),
]);

const question = optionsSchema({
  budget: z._default(z.nullable(z.number()), null),
  currency: z._default(z.nullable(z.string()), null),
  frontier: z._default(z.boolean(), false),
  channels: z.array(
    z.strictObject({
      channel: z.string(),
      curve,
      current: z.optional(z.number()),
      min: z.optional(amount),
      max: z.optional(amount),
      min_effective: z.optional(z.number()),
      fixed: z.optional(z.union([z.boolean(), z.number()])),
      observed_max: z.optional(z.number()),
    }),
  ),
  goal: z.optional(goal),
  spend: z.optional(z.enum(["all", "at_most"])),
  value: z.optional(z.number()),
  groups: z.optional(
    z.array(
      z.strictObject({
        group: z.string(),
        channels: z.array(z.string()),
        min: z.optional(z.number()),
        max: z.optional(z.number()),
      }),
    ),
  ),
  max_change: z.optional(z.number()),
  tolerance: z.optional(z.number()),
  max_nodes: z.optional(z.number()),
});

/** Every key is one of the schema's, so that none is a user's own name. */
function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [
        key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        camelKeys(inner),
      ]),
  );
}

/** A budget question in a file: keys in snake_case, everything that `optimiseBudget` takes but functions. All faults at once. */
export function readBudgetConfig(config: ConfigText): Result<BudgetQuestion> {
  const root = lowerKeys(config.root);
  const read = validate(question, toValue(root));
  if (!read.ok) return failed(locateIssues(read.issues, config, root));
  const { budget, currency, frontier, channels, ...options } = read.value;
  return ok({
    channels: camelKeys(channels) as readonly BudgetChannel[], // the schema's shape, with its keys in camelCase
    budget,
    options: camelKeys(options) as BudgetOptions,
    currency,
    frontier,
  });
}
