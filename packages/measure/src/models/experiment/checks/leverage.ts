import type { Check } from "@ie/contracts";

/** Cook and Weisberg's leverage: a unit that alone fixes a coefficient makes HC2 and HC3 infinite. */
export function leverageCheck(leverage: Float64Array): Check {
  const largest = leverage.reduce((most, h) => Math.max(most, h), 0);
  return {
    name: "leverage",
    status: largest > 0.5 ? "warn" : "pass",
    message:
      largest > 0.5
        ? `one unit has leverage ${largest.toFixed(2)}: it decides its own fitted value; look at it`
        : `largest leverage ${largest.toFixed(2)}`,
    value: largest,
  };
}
