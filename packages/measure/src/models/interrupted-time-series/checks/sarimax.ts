import type { Check } from "@ie/contracts";

/** Whether the interval has the restricted likelihood's error, without which it covers too little in short series. */
export function intervalCheck(restrictedIsFull: boolean): Check {
  return {
    name: "interval",
    status: restrictedIsFull ? "warn" : "pass",
    message: restrictedIsFull
      ? "the restricted likelihood has no maximum, so the interval is that of the full one and may be too narrow; try a lower order"
      : "the interval is that of the restricted likelihood",
    value: null,
  };
}

/** A root on the unit circle: the series wanders, and a step in it is hard to tell from the wandering. */
export function rootCheck(ar: boolean, ma: boolean): Check {
  return {
    name: "unit_root",
    status: ar ? "fail" : ma ? "warn" : "pass",
    message: ar
      ? "the autoregression lies at a unit root: the level wanders, and the step is not told apart from it; difference the series (d = 1)"
      : ma
        ? "the moving average lies at a unit root: the series is differenced too often, or a term is one too many"
        : "no root lies at the unit circle",
    value: null,
  };
}
