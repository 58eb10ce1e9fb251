import { isImpactError, unwrap, validate, type Model } from "@ie/contracts";
import { contextOf, models } from "@ie/measure";
import { createRng } from "@ie/stats";
import type { Design, Measure, Observation } from "./design.ts";

/** What some runs of a design gave, in the order of the runs. */
export interface Outcome {
  /** Null where there was no answer. */
  readonly observations: readonly (Observation | null)[];
  /** Why there was none, of the first such run. */
  readonly refusal: string | null;
  readonly fits: number;
  readonly milliseconds: number;
}

/** Runs `from` … `to − 1` of a design. A run draws from its own stream, so that no run depends on which others are made. */
export function observeRuns(design: Design, seed: number, from: number, to: number): Outcome {
  const model = models[design.model] as Model<unknown>; // the options are checked by the model's own schema
  const rng = createRng(seed).stream(design.id);
  const observations: (Observation | null)[] = [];
  let refusal: string | null = null;
  let fits = 0;
  let milliseconds = 0;
  for (let run = from; run < to; run++) {
    const measure: Measure = (table, more = {}) => {
      const options = unwrap(validate(model.options, { ...design.options, ...more }), design.id, "config/invalid");
      const begin = performance.now();
      try {
        return model.fit(table, options, contextOf(run));
      } finally {
        fits += 1;
        milliseconds += performance.now() - begin;
      }
    };
    try {
      observations.push(design.observe(measure, rng.stream(run)));
    } catch (error) {
      if (!isImpactError(error)) throw error;
      observations.push(null);
      refusal ??= error.message;
    }
  }
  return { observations, refusal, fits, milliseconds };
}

/** The outcome of neighbouring ranges of runs together. */
export function joinOutcomes(parts: readonly Outcome[]): Outcome {
  return {
    observations: parts.flatMap(({ observations }) => observations),
    refusal: parts.find(({ refusal }) => refusal !== null)?.refusal ?? null,
    fits: parts.reduce((sum, { fits }) => sum + fits, 0),
    milliseconds: parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
  };
}
