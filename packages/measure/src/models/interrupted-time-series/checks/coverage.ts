import type { Check } from "@ie/contracts";

/** Outcomes on each side of the intervention (Bernal, Cummins and Gasparrini 2017 ask for 8 to 12 at least). */
export function lengthCheck(before: number, after: number): Check {
  const least = Math.min(before, after);
  return {
    name: "points_each_side",
    status: least < 8 ? "fail" : least < 12 ? "warn" : "pass",
    message: `${before} dates before the intervention and ${after} from it on${least < 12 ? "; at least 12 on each side are wanted" : ""}`,
    value: least,
  };
}

export function gapsCheck(unknown: number, total: number): Check {
  return {
    name: "gaps",
    status: unknown === 0 ? "pass" : unknown / total > 0.1 ? "fail" : "warn",
    message:
      unknown === 0
        ? "every date has an outcome"
        : `${unknown} of ${total} dates have no outcome and were bridged by the model`,
    value: unknown,
  };
}
