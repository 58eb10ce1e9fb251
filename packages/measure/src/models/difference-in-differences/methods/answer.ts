import type { Check, Counterfactual, Diagnostics, Effect, Table } from "@ie/contracts";
import type { Inferred } from "../inference/inferred.ts";

/** What a method gives. */
export interface Answer {
  readonly inferred: Inferred;
  readonly diagnostics: Diagnostics;
  readonly checks: readonly Check[];
  readonly effects: readonly Effect[];
  readonly series: Counterfactual | null;
  readonly tables: Readonly<Record<string, Table>>;
}

export function effectOf(name: string, { value, stderr, interval, pValue, relative }: Inferred, unit: string): Effect {
  return { name, value, stderr, interval, pValue, adjustedPValue: null, unit, relative: relative ?? null };
}
