import type { Rng } from "./rng.ts";

/** A copy of `values` in random order, every order equally likely (Durstenfeld 1964). */
export function shuffle<T>(rng: Rng, values: Iterable<T>): T[] {
  const shuffled = Array.from(values);
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const held = shuffled[i]!;
    shuffled[i] = shuffled[j]!;
    shuffled[j] = held;
  }
  return shuffled;
}

/**
 * k of the indices 0, …, n − 1 in ascending order, every subset equally likely (Floyd, in Bentley and Floyd 1987, "A sample of
 * brilliance"). RangeError unless 0 ≤ k ≤ n are whole numbers and n is below 2³¹.
 */
export function sampleWithoutReplacement(rng: Rng, n: number, k: number): Int32Array {
  if (!Number.isInteger(n) || !Number.isInteger(k) || k < 0 || k > n || n > 0x7fffffff) {
    throw new RangeError(`sampleWithoutReplacement: cannot draw ${k} of ${n}; both must be whole, 0 <= k <= n < 2^31`);
  }
  const chosen = new Set<number>();
  for (let last = n - k; last < n; last++) {
    const candidate = rng.integer(last + 1);
    chosen.add(chosen.has(candidate) ? last : candidate);
  }
  return Int32Array.from(chosen).sort();
}
