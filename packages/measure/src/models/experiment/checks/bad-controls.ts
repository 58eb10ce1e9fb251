import type { Check } from "@ie/contracts";

/** Names covariates that do no good: constant ones, and those that the treatment seems to move (Angrist and Pischke 2009, section 3.2.3). */
export function badControlsCheck(constant: readonly string[], moved: readonly string[], adjusts: boolean): Check {
  const [itDiffers, took] = moved.length === 1 ? ["differs", "it was"] : ["differ", "they were"];
  const faults = [
    ...(constant.length > 0 ? [`${constant.join(", ")} ${constant.length === 1 ? "does" : "do"} not vary`] : []),
    ...(moved.length > 0
      ? [
          `${moved.join(", ")} ${itDiffers} between the arms by more than chance (p < 0.001); if ${took} measured after the assignment, ${
            adjusts ? "adjusting takes part of the effect away, so leave it out" : "do not adjust for it"
          }`,
        ]
      : []),
  ];
  return {
    name: "bad_controls",
    status: faults.length === 0 ? "pass" : "warn",
    message: faults.length === 0 ? "no covariate is constant or seems moved by the treatment" : faults.join("; "),
    value: constant.length + moved.length,
  };
}
