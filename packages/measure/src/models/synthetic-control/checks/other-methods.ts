import type { SyntheticMethod } from "@ie/stats";

/** Methods that reach beyond an average of donors' levels, by their names in the options. */
const reaching = [
  ["demeaned", "demeaned"],
  ["ridge-augmented", "augmented"],
  ["synthetic-did", "synthetic_did"],
] as const;

/** Advice to try another method than the one that does not reach the treated. */
export function otherMethods(method: SyntheticMethod): string {
  const names = reaching.filter(([kernel]) => kernel !== method).map(([, name]) => name);
  return `try method ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
