import type { Check } from "@ie/contracts";

/** How many strata hold both arms: the others say nothing of the effect and are left out. */
export function strataCheck(strata: Int32Array, codes: Int32Array, arm: number): Check {
  const seen = new Map<number, number>();
  for (let i = 0; i < strata.length; i++) {
    const bit = codes[i] === arm ? 1 : codes[i] === 0 ? 2 : 0;
    seen.set(strata[i]!, (seen.get(strata[i]!) ?? 0) | bit);
  }
  const single = [...seen.values()].filter((bits) => bits === 1 || bits === 2).length;
  return {
    name: "strata",
    status: single === 0 ? "pass" : "warn",
    message:
      single === 0
        ? `all ${seen.size} strata hold both arms`
        : `${single} of ${seen.size} strata hold one arm only and were left out; the effect is that of the others`,
    value: single,
  };
}
