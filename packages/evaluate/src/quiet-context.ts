import { ImpactError, silentLog, type Context, type Rng } from "@ie/contracts";

function refuse(): never {
  throw new ImpactError({
    code: "config/invalid",
    who: "evaluate",
    what: "the scorer asks for random numbers and there is no context",
    hint: "give evaluate a context",
  });
}

const noChance: Rng = { uniform: refuse, normal: refuse, integer: refuse, stream: refuse };

/** For callers without one: no output, no cancellation, and chance is an error. */
export function quietContext(): Context {
  return { rng: noChance, log: silentLog, signal: new AbortController().signal };
}
