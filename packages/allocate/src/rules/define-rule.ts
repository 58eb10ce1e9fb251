import {
  optionsSchema,
  unwrap,
  userMap,
  validate,
  type AllocationRule,
  type Candidate,
  type Schema,
} from "@ie/contracts";
import { explain } from "../explain/explain.ts";
import { limitsOf, type Explain, type PortfolioOptions } from "../options/portfolio-options.ts";
import { idsOf, type Shares } from "../portfolio/problem.ts";
import type { Ask, Decide, Decision } from "./decision.ts";
import { modelOf, type Model } from "./model.ts";

/** Candidates up to which a rule explains itself unasked, in full and in part. */
const [few, some] = [12, 200];

interface RuleParts<O> {
  readonly name: string;
  /** zod schemas of the options by their keys on disk; {@link portfolioShape} is among them. */
  readonly shape: Parameters<typeof optionsSchema>[0];
  /** What the rule makes large or small, as sentences say it. */
  readonly objective: string;
  /** Whether the objective is a loss: the merit negated. */
  readonly loss: boolean;
  readonly decide: Decide<O>;
  /** Whether one decision takes so long that hundreds are made only when asked for. */
  readonly costly?: boolean;
}

/** A built-in rule: what it decides, and what is said about it. */
export interface PortfolioRule<O> extends AllocationRule<O> {
  /** The decision alone, for a frontier. */
  decide(candidates: readonly Candidate[], budget: number, options: O, ask: Ask): Promise<[Model, Decision]>;
  readonly loss: boolean;
}

/** Shares of those funded in part; absent where all are funded whole. */
function sharesByName({ problem }: Model, shares: Shares): { readonly shares?: Readonly<Record<string, number>> } {
  const parts = problem.ids.flatMap((id, i) => (shares[i]! > 0 && shares[i]! < 1 ? [[id, shares[i]!] as const] : []));
  return parts.length === 0 ? {} : { shares: userMap(parts) };
}

export function defineRule<O extends PortfolioOptions>(parts: RuleParts<O>): PortfolioRule<O> {
  const options = optionsSchema(parts.shape) as unknown as Schema<O>; // the shape is O's
  const decideOn = async (
    candidates: readonly Candidate[],
    budget: number,
    own: O,
    ask: Ask,
  ): Promise<[Model, Decision]> => {
    const model = modelOf(candidates, budget, own);
    return [model, await parts.decide(model, own, ask)];
  };
  let defaults: O | null = null;
  return {
    options,
    loss: parts.loss,
    decide: decideOn,
    choose: async (candidates, budget, given, solver) => {
      defaults ??= unwrap(validate(options, {}), parts.name, "config/invalid");
      const own: O = { ...defaults, ...given };
      const ask: Ask = { rule: parts.name, solver, limits: limitsOf(own, candidates.length), known: [] };
      const [model, decision] = await decideOn(candidates, budget, own, ask);
      const n = candidates.length;
      const [full, basic] = parts.costly === true ? [0, few] : [few, some];
      const unasked = n <= full ? "full" : n <= basic ? "basic" : "none";
      const effort: Explain = own.explain ?? unasked;
      const again = async (
        others: readonly Candidate[],
        changed: PortfolioOptions,
        quick: boolean,
      ): Promise<Decision> => {
        const known = others.length === candidates.length ? [decision.shares] : [];
        const [, other] = await decideOn(others, budget, { ...own, ...changed }, { ...ask, known, quick });
        return other;
      };
      return {
        selected: idsOf(model.problem, decision.shares),
        ...sharesByName(model, decision.shares),
        explanation: await explain({ ...parts, model, decision, ask, effort, again }),
      };
    },
  };
}
