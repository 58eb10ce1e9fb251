import type { Check } from "@ie/contracts";
import type { MovedCovariates } from "./moved-covariates.ts";

/** Names covariates that move with the treatment, so that adjusting for them takes part of the effect away. `isUsed`: after the treatment too. */
export function badControlsCheck({ moved, untested }: MovedCovariates, isUsed: boolean): Check {
  const [it, they] = moved.length === 1 ? ["moves", "its values"] : ["move", "their values"];
  return {
    name: "bad_controls",
    status: moved.length > 0 && isUsed ? "fail" : moved.length + untested.length > 0 ? "warn" : "pass",
    message:
      moved.length === 0
        ? untested.length === 0
          ? "no covariate moves with the treatment"
          : `${untested.join(", ")}: the data do not tell whether the treatment moves it; leave out what it could move`
        : `${moved.join(", ")} ${it} with the treatment (p < 0.001); ${
            isUsed
              ? "adjusting takes part of the effect away, so leave it out"
              : `only ${they} from before the treatment are used`
          }`,
    value: moved.length,
  };
}
