import { ImpactError } from "@ie/contracts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";
import { who } from "./who.ts";

/** The effect repeats other terms, so that the data cannot tell it from them. */
export function repeatedEffect(name: string, { covariates, effect }: InterruptedTimeSeriesOptions): ImpactError {
  return new ImpactError({
    code: "fit/singular",
    who,
    what: `the ${effect} at the intervention${name === "" ? "" : ` "${name}"`} is a combination of the other terms`,
    hint: "leave out the covariate, trend or intervention that repeats it, or lower d and D",
    facts: { covariates },
  });
}

/** The terms leave no residual. */
export function noVariation(y: Float64Array, { dependentVariable }: InterruptedTimeSeriesOptions): ImpactError {
  const known = y.filter((value) => !Number.isNaN(value));
  const constant = known.every((value) => value === known[0]);
  return new ImpactError({
    code: "data/no-variation",
    who,
    what: constant ? `the outcome "${dependentVariable}" is constant` : `the terms fit "${dependentVariable}" exactly`,
    hint: "look at the source",
    facts: { outcome: dependentVariable },
  });
}

export function tooManyParameters(outcomes: number, parameters: number, hint: string): ImpactError {
  return new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${outcomes} outcomes do not carry ${parameters} parameters`,
    hint,
    facts: { outcomes, parameters },
  });
}

/** A date after the intervention's beginning that counts is needed. */
export function nothingAfter(name: string): ImpactError {
  return new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `no date with an outcome is left from the intervention "${name}" on`,
    hint: "shorten washout, or give later dates",
    facts: { intervention: name },
  });
}
