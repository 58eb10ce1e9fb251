import {
  ImpactError,
  suggestName,
  unwrap,
  validate,
  type Context,
  type EvaluateResult,
  type MeasureResult,
  type Scorer,
} from "@ie/contracts";
import { scorers as builtIn, type Scorers } from "./scorers/index.ts";

export interface EvaluateOptions {
  /** Currency needed to scale the initiative; above 0. */
  readonly cost: number;
  /** Currency gained at scale per unit of effect; above 0. 1 unless given. */
  readonly returnMultiplier?: number;
  readonly currency?: string | null;
  /** Key in the map of scorers; "methodology" unless given. */
  readonly scorer?: string;
  /** The scorer's options as configurations write them. */
  readonly options?: unknown;
}

export interface EvaluateExtensions {
  readonly scorers?: Scorers;
  readonly context: Context;
}

const who = "evaluate";

function requirePositive(name: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new ImpactError({
    code: "config/invalid",
    who,
    what: `${name} is ${value}`,
    hint: "it must be a number above 0",
    facts: { [name]: value },
  });
}

function findScorer(scorers: Scorers, name: string): Scorer<unknown> {
  const scorer = Object.hasOwn(scorers, name) ? scorers[name] : undefined;
  if (scorer !== undefined) return scorer as Scorer<unknown>; // its options come from its own schema
  throw new ImpactError({
    code: "config/unknown-name",
    who,
    what: `unknown scorer "${name}"`,
    hint: suggestName(name, Object.keys(scorers)),
    facts: { scorer: name },
  });
}

/**
 * Scores a measured effect and states what it is worth: the bounds of its interval and the estimate, times the
 * multiplier, as worst, best and median return. A scorer whose confidence is no number from 0 to 1 is an error.
 */
export async function evaluate(
  result: MeasureResult,
  request: EvaluateOptions,
  { scorers = builtIn, context }: EvaluateExtensions,
): Promise<EvaluateResult> {
  const { cost, returnMultiplier = 1, currency = null, scorer: name = "methodology", options = {} } = request;
  requirePositive("cost", cost);
  requirePositive("return_multiplier", returnMultiplier);
  const scorer = findScorer(scorers, name);
  const score = await scorer.score(result, unwrap(validate(scorer.options, options), name, "config/invalid"), context);
  if (!(score.confidence >= 0 && score.confidence <= 1)) {
    throw new ImpactError({
      code: "document/invalid",
      who: name,
      what: `the confidence of "${result.initiativeId}" is ${score.confidence}`,
      hint: "a scorer gives a number from 0 to 1",
      facts: { scorer: name, confidence: score.confidence },
    });
  }
  const { value, interval } = result.estimate;
  return {
    initiativeId: result.initiativeId,
    confidence: score.confidence,
    cost,
    returns: {
      best: interval.upper * returnMultiplier,
      med: value * returnMultiplier,
      worst: interval.lower * returnMultiplier,
    },
    design: result.design,
    sampleSize: result.sampleSize,
    flags: score.flags,
    reasons: score.reasons,
    returnMultiplier,
    currency,
  };
}
