import type { Check } from "@ie/contracts";
import { fractionsOf } from "../sequential-procedure.ts";
import type { Looks } from "../options.ts";

/** Whether interval and p-value allow for the looks taken (Armitage, McPherson and Rowe 1969); null for one look at the end. */
export function peekingCheck(looks: Looks | null, interim: boolean): Check | null {
  if (looks === null) {
    if (!interim) return null;
    return {
      name: "peeking",
      status: "fail",
      message:
        "the experiment still runs, and this interval is for a single look at its end; stopping when it looks good finds effects that are not there, so wait, or declare looks: {plan: always_valid} before the first look",
      value: null,
    };
  }
  const fractions = looks.plan === "group_sequential" ? fractionsOf(looks) : null;
  return {
    name: "peeking",
    status: "pass",
    message:
      looks.plan === "always_valid"
        ? `the interval holds at all looks together; it is narrowest at ${looks.tuning} units`
        : `look ${fractions?.length} at ${(100 * (fractions?.at(-1) ?? 0)).toFixed(0)} % of the planned units, by ${
            looks.spending === "pocock" ? "Pocock" : "O'Brien-Fleming"
          } spending`,
    value: null,
  };
}
