import type { Log } from "@ie/contracts";
import type { Io } from "./io.ts";

/** Warnings on stderr; the rest is dropped. */
export function logTo(io: Io): Log {
  return { debug: () => {}, info: () => {}, warn: (message) => io.stderr(`warning: ${message}\n`) };
}
