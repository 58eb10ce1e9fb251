import type { Scorer } from "@ie/contracts";
import { methodology } from "./methodology.ts";

/** Scorers by name. Each owns its options' type, and gets only what its own schema has given. */
// oxlint-disable-next-line typescript/no-explicit-any -- the option types differ by entry and are checked by each entry's schema
export type Scorers = Readonly<Record<string, Scorer<any>>>;

/** The built-in scorers by their names in configurations. */
export const scorers: { readonly methodology: typeof methodology } = { methodology };
