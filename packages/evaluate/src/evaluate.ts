import {
  formatValue,
  ImpactError,
  suggestName,
  unwrap,
  validate,
  type Context,
  type EvaluateResult,
  type MeasureResult,
  type Returns,
  type Score,
  type Scorer,
} from "@ie/contracts";
import { quietContext } from "./quiet-context.ts";
import { scorers as builtInScorers } from "./scorers/index.ts";

export interface EvaluateOptions {
  /** Currency needed to scale the initiative; above 0. */
  readonly cost: number;
  /** Currency gained at scale per unit of effect; above 0. Default 1. */
  readonly returnMultiplier?: number;
  /** Of all amounts, such as "EUR". Default null: not said. */
  readonly currency?: string | null;
  /** Key in the map of scorers. Default `methodology`. */
  readonly scorer?: string;
  /** The scorer's options as configurations write them, snake_case. */
  readonly options?: unknown;
}

export interface EvaluateExtensions {
  readonly scorers?: Readonly<Record<string, Scorer<unknown>>>;
  /** By default no output, no cancellation, and an error where a scorer asks for random numbers. */
  readonly context?: Context;
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new ImpactError({
    code: "config/invalid",
    who: "evaluate",
    what: `${name} is ${formatValue(value)}`,
    hint: "give a number above 0",
  });
}

function lookUp(map: Readonly<Record<string, Scorer<unknown>>>, name: string): Scorer<unknown> {
  if (Object.hasOwn(map, name)) return map[name]!;
  throw new ImpactError({
    code: "config/unknown-name",
    who: "evaluate",
    what: `unknown scorer "${name}"`,
    hint: suggestName(name, Object.keys(map)),
    facts: { name, known: Object.keys(map) },
  });
}

function checkScore(scorer: string, { confidence, reasons }: Score): void {
  const shares = [confidence, ...reasons.flatMap(({ score, weight }) => [score, weight])];
  const outside = shares.find((share) => !(share >= 0 && share <= 1));
  if (outside === undefined) return;
  throw new ImpactError({
    code: "data/out-of-range",
    who: scorer,
    what: `gives ${outside === confidence || Number.isNaN(confidence) ? "a confidence" : "a score or weight"} of ${outside}`,
    hint: "it must lie between 0 and 1",
  });
}

function returnsOf({ value, interval }: MeasureResult["estimate"], multiplier: number): Returns {
  return { best: interval.upper * multiplier, med: value * multiplier, worst: interval.lower * multiplier };
}

/**
 * How far one measurement is trusted, and what it is worth in each scenario: returns are the interval's bounds and the estimate times
 * `returnMultiplier`, in currency. Returns a value and writes nothing.
 * Throws `config/unknown-name`, `config/invalid` (cost, multiplier, options), and `data/out-of-range` where a scorer leaves [0, 1].
 */
export async function evaluate(
  result: MeasureResult,
  { cost, returnMultiplier = 1, currency = null, scorer = "methodology", options = {} }: EvaluateOptions,
  { scorers = builtInScorers, context = quietContext() }: EvaluateExtensions = {},
): Promise<EvaluateResult> {
  const chosen = lookUp(scorers, scorer);
  const scorerOptions = unwrap(validate(chosen.options, options), scorer, "config/invalid");
  positive("cost", cost);
  positive("return_multiplier", returnMultiplier);
  const score = await chosen.score(result, scorerOptions, context);
  checkScore(scorer, score);
  return {
    initiativeId: result.initiativeId,
    confidence: score.confidence,
    cost,
    returns: returnsOf(result.estimate, returnMultiplier),
    design: result.design,
    sampleSize: result.sampleSize,
    flags: score.flags,
    reasons: score.reasons,
    returnMultiplier,
    currency,
  };
}
