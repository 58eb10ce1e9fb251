import type { Check } from "@ie/contracts";
import type { ArmMoments } from "./arm-moments.ts";

/** Below this size intervals of unequal arms cover too little (simulated: see the method's page). */
const smallArm = 20;

/** Whether the arms are large enough for a t interval. */
export function armSizesCheck(treated: ArmMoments, control: ArmMoments, isRandomisation: boolean): Check {
  const least = Math.min(treated.n, control.n);
  const sizes = `${treated.n} treated and ${control.n} control units`;
  const isSmall = least < smallArm;
  return {
    name: "arm_sizes",
    status: isSmall && !isRandomisation ? "warn" : "pass",
    message: isSmall
      ? `${sizes}: the smaller arm has fewer than ${smallArm}; ${
          isRandomisation
            ? "the randomisation test allows for it"
            : "the interval may be too narrow, so try inference: randomisation"
        }`
      : sizes,
    value: least,
  };
}
