/** A fixed sequence of whole numbers 0 … bound − 1 (Park, Miller & Stockmeyer 1993), so that a suite sees the same cases everywhere. */
export function sequence(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 48271) % 2147483647;
    return state % bound;
  };
}
