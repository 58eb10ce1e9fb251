import type { SolveOptions } from "@ie/contracts";
import * as z from "zod";
import { constraintsSchema, type Constraints } from "./constraints.ts";

export type Explain = "none" | "basic" | "full";

/** A state of the world of the user's own. */
export interface ScenarioOption {
  /** Probability before scaling; default 1. */
  readonly weight?: number | undefined;
  /** `best`, `med`, `worst` of each candidate, or a return for each id, currency. */
  readonly returns: "best" | "med" | "worst" | Readonly<Record<string, number>>;
}

/** What every built-in rule understands. */
export interface PortfolioOptions {
  /** Least sum of worst returns of the portfolio, currency; null asks for none. */
  readonly minPortfolioWorstReturn: number | null;
  /** Candidates of lower confidence are left out. */
  readonly minConfidence: number;
  /** Whether returns are pulled towards the worst case as confidence falls. */
  readonly confidencePenalty: boolean;
  readonly constraints: Constraints;
  /** Null: best, med and worst. */
  readonly scenarios: Readonly<Record<string, ScenarioOption>> | null;
  /** Null: `full` up to 12 candidates, `basic` up to 200, else `none`; cvar: `basic` up to 12, else `none`. */
  readonly explain: Explain | null;
  /** How many of the next best portfolios to tell. */
  readonly runnersUp: number;
  /** Draws of the estimates on which the selection's stability is judged. */
  readonly stabilityDraws: number;
  /** Probability between a candidate's worst and best return. */
  readonly level: number;
  /** Of the draws. */
  readonly seed: number;
  /** Seconds for each program that the rule solves; null for no limit. */
  readonly timeLimit: number | null;
  /**
   * How far the answer may be from its bound, as a share of the best return of any scenario; 0 asks for the proved optimum. Null: 0 up to
   * 1,000 candidates, else a millionth.
   */
  readonly gap: number | null;
}

const scenario: z.ZodType<ScenarioOption> = z.strictObject({
  weight: z.number().min(0).optional(),
  returns: z.union([z.enum(["best", "med", "worst"]), z.record(z.string(), z.number())], {
    error: "expected best, med, worst, or a return for each id",
  }),
});

export interface PortfolioShape extends Readonly<Record<string, z.ZodType>> {
  readonly min_portfolio_worst_return: z.ZodDefault<z.ZodNullable<z.ZodNumber>>;
  readonly min_confidence: z.ZodDefault<z.ZodNumber>;
  readonly confidence_penalty: z.ZodDefault<z.ZodBoolean>;
  readonly constraints: z.ZodDefault<z.ZodType<Constraints>>;
  readonly scenarios: z.ZodDefault<z.ZodNullable<z.ZodRecord<z.ZodString, z.ZodType<ScenarioOption>>>>;
  readonly explain: z.ZodDefault<z.ZodNullable<z.ZodEnum<{ none: "none"; basic: "basic"; full: "full" }>>>;
  readonly runners_up: z.ZodDefault<z.ZodInt>;
  readonly stability_draws: z.ZodDefault<z.ZodInt>;
  readonly level: z.ZodDefault<z.ZodNumber>;
  readonly seed: z.ZodDefault<z.ZodInt>;
  readonly time_limit: z.ZodDefault<z.ZodNullable<z.ZodNumber>>;
  readonly gap: z.ZodDefault<z.ZodNullable<z.ZodNumber>>;
}

/** The keys that every rule shares; a rule of one's own may spread them into its `optionsSchema`. */
export const portfolioShape: PortfolioShape = {
  min_portfolio_worst_return: z.number().nullable().default(null),
  min_confidence: z.number().min(0).max(1).default(0),
  confidence_penalty: z.boolean().default(true),
  constraints: constraintsSchema.default({}),
  scenarios: z.record(z.string(), scenario).nullable().default(null),
  explain: z.enum(["none", "basic", "full"]).nullable().default(null),
  runners_up: z.int().min(0).max(20).default(3),
  stability_draws: z.int().min(0).max(10_000).default(100),
  level: z.number().gt(0).lt(1).default(0.95),
  seed: z.int().min(0).default(0),
  time_limit: z.number().gt(0).nullable().default(null),
  gap: z.number().min(0).max(1).nullable().default(null),
};

/** Candidates up to which the optimum is proved unasked, and the gap beyond: the last millionths can take hours. */
const [fewEnough, usualGap] = [1000, 1e-6];

/** When solvers may stop, of a rule's options and the number of candidates. */
export function limitsOf(options: unknown, candidates: number): SolveOptions {
  const { timeLimit = null, gap = null } = options as Partial<PortfolioOptions>; // a rule of one's own may have neither
  const relativeGap = gap ?? (candidates <= fewEnough ? 0 : usualGap);
  return { ...(timeLimit === null ? {} : { timeLimit }), ...(relativeGap === 0 ? {} : { relativeGap }) };
}
