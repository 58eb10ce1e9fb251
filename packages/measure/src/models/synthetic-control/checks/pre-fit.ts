import type { Check } from "@ie/contracts";
import type { PlaceboTest, SyntheticFit } from "@ie/stats";
import { otherMethods } from "./other-methods.ts";
import { round } from "./round.ts";

/** Standard deviations of the outcome from which on a miss is large, and very large. */
const [large, veryLarge] = [0.25, 0.5];
/** Share of units that miss by as much, up to which the treated stands out. */
const rare = 0.1;

/**
 * Root mean squared gap before treatment against the outcome's standard deviation before it. Noise alone makes a gap, but the same one for donors
 * that stand for the treated: a miss is that of the donor pool only where (nearly) no placebo misses by as much (Abadie, Diamond and Hainmueller
 * 2010 leave placebos out by the same comparison). `test`: null without placebos.
 */
export function preFitCheck(fit: SyntheticFit, sd: number, test: PlaceboTest | null): Check {
  const own = Math.sqrt(fit.preMspe);
  const ratio = own / sd;
  const misses = `before treatment the synthetic control misses by ${round(ratio)} standard deviations of the outcome`;
  const placebos = test?.placebos.preRmspe ?? new Float64Array(0);
  const worse = placebos.reduce((count, each) => count + (each >= own * (1 - 1e-9) ? 1 : 0), 0);
  const isRare = (1 + worse) / (placebos.length + 1) <= Math.max(rare, 1 / (placebos.length + 1));
  const status =
    ratio > veryLarge && isRare ? "fail" : ratio > veryLarge || (ratio > large && isRare) ? "warn" : "pass";
  const compared = test === null ? "" : `; ${worse} of ${placebos.length} placebos miss by as much`;
  const advice = isRare
    ? `; the effect may be that misfit: ${otherMethods(fit.method)}, or other donors`
    : ", so the interval allows for it; name donors that are more alike to make it narrower";
  return {
    name: "pre_fit",
    status,
    message: `${misses}${compared}${status === "pass" ? "" : advice}`,
    value: ratio,
  };
}

/** Optimality of the weights. */
export function optimumCheck(kkt: number, converged: boolean): Check {
  const optimal = converged && kkt < 1e-8;
  return {
    name: "optimum",
    status: optimal ? "pass" : "fail",
    message: optimal
      ? "the weights meet the conditions of an optimum"
      : `the weights are not optimal, by ${kkt.toExponential(1)}; look for donors of very different size, or rescale them`,
    value: Number.isFinite(kkt) ? kkt : null,
  };
}

/** Periods before treatment: the fewer, the more noise the weights fit (Abadie 2021, section 4). */
export function prePeriodsCheck(preperiods: number, donors: number): Check {
  const status = preperiods < 5 ? "fail" : preperiods < 10 ? "warn" : "pass";
  return {
    name: "pre_periods",
    status,
    message: `${preperiods} period${preperiods === 1 ? "" : "s"} before treatment and ${donors} donors${
      status === "pass" ? "" : "; at least 10 periods are wanted, lest the weights fit noise"
    }`,
    value: preperiods,
  };
}
