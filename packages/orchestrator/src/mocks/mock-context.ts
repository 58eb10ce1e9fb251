import { silentLog, type Context, type Rng } from "@ie/contracts";
import { stableUniform } from "./stable-uniform.ts";

function mockRng(path: readonly (string | number)[]): Rng {
  let draws = 0;
  const uniform = (): number => stableUniform(...path, "draw", draws++);
  return {
    uniform,
    // The sum of twelve uniforms has mean 6 and variance 1, and is the same on every machine.
    normal: () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6),
    integer: (bound) => Math.floor(uniform() * bound),
    stream: (key) => mockRng([...path, key]),
  };
}

/** A context to try the mocks with: reproducible, silent, never aborted. Its chance is too crude for real numbers. */
export function mockContext(seed = 0): Context {
  return { rng: mockRng([seed]), log: silentLog, signal: new AbortController().signal };
}
