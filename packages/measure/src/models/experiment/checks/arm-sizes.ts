import type { Check } from "@ie/contracts";
import type { ArmMoments } from "./arm-moments.ts";

/** Below this size intervals of unequal arms cover too little (simulated: see the method's page). */
const smallArm = 20;

/**
 * Skewness of the difference in means from which a tail of 2.5 % is off by two points: the first Edgeworth term at z = 1.96 is 0.085 times
 * the skewness (Hall 1992, section 2.3). Arms of equal size and shape cancel.
 */
const skewLimit = 0.25;

function skewOfDifference(a: ArmMoments, b: ArmMoments): number {
  const third = ({ n, variance, skewness }: ArmMoments): number => (skewness * variance ** 1.5) / (n * n);
  return (third(a) - third(b)) / (a.variance / a.n + b.variance / b.n) ** 1.5;
}

/** Whether the arms are large enough for a t interval, given how skewed the outcome is. */
export function armSizesCheck(treated: ArmMoments, control: ArmMoments, isRandomisation: boolean): Check {
  const least = Math.min(treated.n, control.n);
  const skew = skewOfDifference(treated, control);
  const sizes = `${treated.n} treated and ${control.n} control units`;
  const faults = [
    ...(least < smallArm ? [`the smaller arm has fewer than ${smallArm}`] : []),
    ...(Math.abs(skew) > skewLimit ? [`the difference in means is skewed (${skew.toFixed(2)})`] : []),
  ];
  return {
    name: "arm_sizes",
    status: faults.length > 0 && !isRandomisation ? "warn" : "pass",
    message:
      faults.length === 0
        ? sizes
        : `${sizes}: ${faults.join(", and ")}${
            isRandomisation
              ? "; the randomisation test allows for it"
              : "; the interval may be too narrow, so try inference: randomisation"
          }`,
    value: least,
  };
}
