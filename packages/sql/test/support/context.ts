import { silentLog, type Context, type Query, type Rng } from "@ie/contracts";

/** A small stream of its own: numbers from a name, for tests that need no statistics of them. */
function rngOf(name: string): Rng {
  let state = 2166136261;
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 16777619) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return {
    uniform: () => (next() + 0.5) / 2 ** 32,
    normal: () => 0,
    integer: (bound) => next() % bound,
    stream: (key) => rngOf(`${name}/${key}`),
  };
}

export function contextOf(seed: number | string, signal: AbortSignal = new AbortController().signal): Context {
  return { rng: rngOf(String(seed)), log: silentLog, signal };
}

export const everything: Query = { from: null, to: null, sampleSize: null };
