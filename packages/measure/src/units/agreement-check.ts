import type { Check } from "@ie/contracts";

/** Differences, in standard errors of the main answer, that matter a little and much. */
const apart = 1;
const farApart = 2;
/** And in standard errors of the difference itself: what chance seldom and hardly ever does. */
const seldom = 2;
const hardlyEver = 3;

/**
 * Whether another method, which leans on other assumptions, gives the same: a difference speaks when it matters beside the answer's own
 * error and is more than chance. On the same data the variance of a difference is that of the noisier answer less the other's where the
 * other is efficient (Hausman 1978); without a standard error of the other, chance is taken as nothing.
 */
export function agreementCheck(
  main: { readonly value: number; readonly stderr: number },
  other: { readonly name: string; readonly value: number; readonly stderr: number | null } | null,
): Check {
  const name = "agreement";
  if (other === null) {
    const message = "no other method has an answer to compare with; use fewer covariates or more units";
    return { name, status: "warn", message, value: null };
  }
  const distance = Math.abs(other.value - main.value) / main.stderr;
  const chance = other.stderr === null ? 0 : Math.sqrt(Math.abs(other.stderr ** 2 - main.stderr ** 2)) / main.stderr;
  const isApart = distance > Math.max(apart, seldom * chance);
  const isFarApart = distance > Math.max(farApart, hardlyEver * chance);
  return {
    name,
    status: isFarApart ? "fail" : isApart ? "warn" : "pass",
    message: `${other.name} gives ${other.value.toPrecision(4)}, ${distance.toFixed(2)} standard errors away${
      isApart ? "; one of the models is wrong, so add squares and interactions of the covariates, or trim" : ""
    }`,
    value: distance,
  };
}
