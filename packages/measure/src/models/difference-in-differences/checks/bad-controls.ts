import type { Check } from "@ie/contracts";

/** Names covariates that move with the treatment, so that adjusting for them takes part of the effect away. `isUsed`: after the treatment too. */
export function badControlsCheck(moved: readonly string[], isUsed: boolean): Check {
  const [it, they] = moved.length === 1 ? ["moves", "its values"] : ["move", "their values"];
  return {
    name: "bad_controls",
    status: moved.length === 0 ? "pass" : isUsed ? "fail" : "warn",
    message:
      moved.length === 0
        ? "no covariate moves with the treatment"
        : `${moved.join(", ")} ${it} with the treatment (p < 0.001); ${
            isUsed
              ? "adjusting takes part of the effect away, so leave it out"
              : `only ${they} from before the treatment are used`
          }`,
    value: moved.length,
  };
}
