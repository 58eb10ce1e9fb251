import { withDefault } from "@ie/contracts";
import { placeboDates } from "../checks/placebo.ts";
import type { PlacebosFeature } from "../features.ts";
import { countOption } from "../option-kinds.ts";

/** Fits at fake dates before the intervention: option `placebo_dates`. */
export const placebos: PlacebosFeature = {
  options: { placebo_dates: withDefault(countOption(200), 20) },
  faults: () => [],
  run: (series, answer, options) =>
    placeboDates(series, answer, Math.min(options.placeboDates, answer.mostPlacebos ?? Infinity), options.level),
};
