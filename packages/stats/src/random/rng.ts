import { standardNormalQuantile } from "../special/normal-quantile.ts";
import { fnv1a } from "./hash.ts";
import { multiplyHigh, philox } from "./philox.ts";

const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;
/** Marks counters that derive children, so that they never meet the counters that draw. */
const CHILD_MARK = 0x80000000;

/** A stream of random numbers, the same on every machine for the same seed and path. */
export interface Rng {
  /** Uniform on the open interval (0, 1): a multiple of 2⁻⁵³. */
  uniform(): number;
  /** Standard normal: the quantile of one `uniform()`. */
  normal(): number;
  /** Uniform on 0, 1, …, bound − 1 without bias. RangeError unless `bound` is a whole number from 1 to 2⁵³. */
  integer(bound: number): number;
  /**
   * The independent child stream named `key`. It depends on this stream's seed and path and on `key` alone: not on what has been drawn,
   * and drawing it does not advance this stream. 1 and "1" name different children. RangeError when `key` is NaN or infinite.
   */
  stream(key: string | number): Rng;
}

/** Identity of a stream: a Philox key and the upper half of its counter. */
type Identity = readonly [key0: number, key1: number, upper0: number, upper1: number];

/**
 * The stream of a seed, or of one of its descendants: `createRng(seed, "bootstrap", 7)` is
 * `createRng(seed).stream("bootstrap").stream(7)`.
 *
 * Philox4x32-10 in counter mode; a stream is a 64-bit key and 64 upper counter bits, which a child takes from its parent by encrypting
 * the hash of its name, and holds 2⁶³ blocks. A whole-number seed and the bigint of the same value are the same seed; "1" is another.
 * No draw uses a function of `Math` that may differ between engines. RangeError when a number is NaN or infinite.
 */
export function createRng(seed: number | string | bigint, ...path: readonly (string | number)[]): Rng {
  let rng = fromIdentity(childIdentity([0, 0, 0, 0], "createRng: seed", seed));
  for (const key of path) rng = rng.stream(key);
  return rng;
}

function childIdentity(parent: Identity, who: string, name: number | string | bigint): Identity {
  if (typeof name === "number" && !Number.isFinite(name)) throw new RangeError(`${who} must be finite; got ${name}`);
  const [low, high] = fnv1a(`${typeof name === "string" ? "string" : "number"}:${name}`);
  const block = new Uint32Array(4);
  philox(low, (high | CHILD_MARK) >>> 0, parent[2], parent[3], parent[0], parent[1], block);
  return [block[0]!, block[1]!, block[2]!, block[3]!];
}

function fromIdentity(identity: Identity): Rng {
  const [key0, key1, upper0, upper1] = identity;
  const block = new Uint32Array(4);
  let used = 4;
  let counter = 0;

  function word(): number {
    if (used === 4) {
      philox(counter >>> 0, Math.floor(counter / TWO_32), upper0, upper1, key0, key1, block);
      counter += 1;
      used = 0;
    }
    return block[used++]!;
  }

  function bits53(): number {
    const high = word() >>> 5;
    return high * 2 ** 26 + (word() >>> 6);
  }

  function uniform(): number {
    for (;;) {
      const bits = bits53();
      if (bits !== 0) return bits / TWO_53;
    }
  }

  function integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_53) {
      throw new RangeError(`rng.integer: bound must be a whole number from 1 to 2^53; got ${bound}`);
    }
    if (bound > TWO_32 - 1) {
      const limit = TWO_53 - (TWO_53 % bound);
      for (;;) {
        const bits = bits53();
        if (bits < limit) return bits % bound;
      }
    }
    // Lemire (2019), "Fast random integer generation in an interval", algorithm 5.
    for (;;) {
      const draw = word();
      if (Math.imul(draw, bound) >>> 0 >= (TWO_32 - bound) % bound) return multiplyHigh(draw, bound);
    }
  }

  return {
    uniform,
    normal: () => standardNormalQuantile(uniform()),
    integer,
    stream: (key) => fromIdentity(childIdentity(identity, "rng.stream: key", key)),
  };
}
