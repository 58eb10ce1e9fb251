import type { Check } from "@ie/contracts";
import type { Study } from "../study/study.ts";

/** Whether who is seen changes with time. `leftOut`: units that the method cannot use, since one side of the intervention lacks. */
export function compositionCheck(study: Study, leftOut: number = 0): Check {
  const whole = study.units.length * study.panel.periods.length;
  const gaps = whole - study.observed;
  return {
    name: "composition",
    status: gaps === 0 ? "pass" : gaps / whole > 0.2 || leftOut / study.units.length > 0.05 ? "fail" : "warn",
    message:
      gaps === 0
        ? "every unit has an outcome in every period"
        : `${gaps} of ${whole} unit-periods have no outcome${leftOut > 0 ? `, and ${leftOut} units none on one side of the intervention` : ""}; if the treatment decides who is seen, the effect is partly that of who came and went`,
    value: gaps,
  };
}
