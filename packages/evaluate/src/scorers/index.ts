import type { Scorer } from "@ie/contracts";
import { methodology, type MethodologyOptions } from "./methodology.ts";

/** The scorers by the name that configurations use. */
export const scorers: { readonly methodology: Scorer<MethodologyOptions> } = { methodology };
