import type { Facts } from "./impact-error.ts";

/** A counter-based random stream: the same seed and keys give the same numbers on every machine. */
export interface Rng {
  /** Uniform on (0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform on the whole numbers 0 … bound − 1. */
  integer(bound: number): number;
  /** An independent stream named `key`; the parent does not move. */
  stream(key: string | number): Rng;
}

export interface Log {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
}

/** The only way to chance, output and cancellation. */
export interface Context {
  readonly rng: Rng;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const nothing = (): void => {};

/** A log that drops everything. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing };
