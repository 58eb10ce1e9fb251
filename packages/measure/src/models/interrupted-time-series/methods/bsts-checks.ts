import type { Check, Table } from "@ie/contracts";
import type { LevelSd } from "./bsts-sample.ts";
import type { DrawnInference } from "./draws.ts";

/** Sign and significance under every prior of the level. */
export function sensitivity(
  found: readonly { levelSd: LevelSd; inference: DrawnInference }[],
  level: number,
): { check: Check; table: Table } {
  const significant = found.filter(({ inference }) => inference.pValue < 1 - level).length;
  const signs = new Set(found.map(({ inference }) => Math.sign(inference.value)));
  const settled = signs.size === 1 && (significant === 0 || significant === found.length);
  const column = (pick: (inference: DrawnInference) => number): Float64Array =>
    Float64Array.from(found, (each) => pick(each.inference));
  const values = column(({ value }) => value);
  const range = `${Math.min(...values).toPrecision(4)} to ${Math.max(...values).toPrecision(4)}`;
  return {
    check: {
      name: "prior_sensitivity",
      status: settled ? "pass" : "fail",
      message: settled
        ? `the priors of the level agree: effects from ${range}`
        : `the answer depends on the prior of the level: effects from ${range}, ${significant} of ${found.length} intervals exclude 0; use method: regression, which has no such prior`,
      value: Math.max(...values) - Math.min(...values),
    },
    table: {
      level_sd: found.map(({ levelSd }) => `${levelSd}`),
      effect: values,
      std_error: column(({ stderr }) => stderr),
      lower: column(({ interval }) => interval.lower),
      upper: column(({ interval }) => interval.upper),
      p_value: column(({ pValue }) => pValue),
    },
  };
}

/** Split R̂ (Gelman et al. 2013, section 11.4) and the Monte Carlo error beside the posterior's own spread. */
export function convergenceCheck(rHat: number, error: number, sd: number): Check {
  const bad = !(rHat < 1.05) || !(error < 0.1 * sd);
  return {
    name: "sampler",
    status: bad ? "fail" : rHat < 1.01 ? "pass" : "warn",
    message: bad
      ? `the chains have not met (split R̂ ${rHat.toFixed(3)}, Monte Carlo error ${error.toPrecision(2)}); give more draws`
      : `the chains agree (split R̂ ${rHat.toFixed(3)}); Monte Carlo error of the effect ${error.toPrecision(2)}`,
    value: Number.isFinite(rHat) ? rHat : null,
  };
}
