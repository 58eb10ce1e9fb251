import type { Check } from "@ie/contracts";
import type { Inferred } from "./infer.ts";
import type { MetricsApproximationOptions } from "./options.ts";
import type { Response } from "./response.ts";
import type { Rows } from "./rows.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function modelBased({ responseFunction }: MetricsApproximationOptions): Check {
  return {
    name: "model_based",
    status: "warn",
    message: `no outcome after the change was compared with any other: the effect is what response function ${responseFunction} makes of the metric, if the parameters hold for these units; confirm it with an experiment`,
    value: null,
  };
}

function fixedParameters({ parameters }: MetricsApproximationOptions): Check {
  const fixed = parameters.filter(({ sd }) => sd === 0).map(({ name }) => name);
  return {
    name: "parameters_taken_as_known",
    status: fixed.length === 0 ? "pass" : "warn",
    message:
      fixed.length === 0
        ? "every parameter has its uncertainty"
        : `the interval takes ${fixed.join(", ")} as known and is too narrow by that; give {value, std_error}`,
    value: fixed.length,
  };
}

/** Share of units whose metric leaves the range in which the response was studied, a share above which half the answer is extrapolated. */
const mostOutside = 0.2;

function extrapolation({ before, after }: Rows, { calibratedRange }: MetricsApproximationOptions): Check {
  const name = "calibrated_range";
  if (calibratedRange === null) {
    const message =
      "give calibrated_range, the metrics between which the parameters were estimated, to see who lies outside";
    return { name, status: "warn", message, value: null };
  }
  const [lowest, highest] = calibratedRange;
  const isOutside = (value: number): boolean => value < lowest || value > highest;
  const outside = before.reduce((sum, value, i) => sum + (isOutside(value) || isOutside(after[i]!) ? 1 : 0), 0);
  const share = outside / before.length;
  return {
    name,
    status: outside === 0 ? "pass" : share > mostOutside ? "fail" : "warn",
    message:
      outside === 0
        ? `every metric lies between ${lowest} and ${highest}`
        : `${outside} of ${before.length} units have a metric outside ${lowest} to ${highest}, where the response was not studied; leave them out or study it there`,
    value: share,
  };
}

function concentration(rows: Rows, response: Response, centre: Float64Array): Check {
  let [sum, most] = [0, 0];
  rows.before.forEach((before, i) => {
    const size = Math.abs(response.change(before, rows.after[i]!, rows.baseline[i]!, centre));
    sum += size;
    most = Math.max(most, size);
  });
  const share = sum > 0 ? most / sum : 0;
  return {
    name: "concentration",
    status: share > 0.5 ? "warn" : "pass",
    message:
      share > 0.5
        ? `one unit makes ${percent(share)} of all changes; look at its metric and baseline`
        : `no unit makes more than ${percent(share)} of all changes`,
    value: share,
  };
}

/** Share of a standard error by which first order and Monte Carlo may differ. */
const curved = 0.1;

function linearisation({ delta, simulated, value }: Inferred): Check | null {
  if (simulated === null || delta === Infinity) return null;
  const { sd, median } = simulated;
  const apart = Math.max(Math.abs(sd / delta - 1), Math.abs(median - value) / sd);
  return {
    name: "first_order",
    status: apart > curved ? "warn" : "pass",
    message:
      apart > curved
        ? `the effect bends over the parameters' uncertainty: first-order standard error ${delta.toPrecision(3)}, by Monte Carlo ${sd.toPrecision(3)} about a median of ${median.toPrecision(4)}; the interval is of Monte Carlo, so take it rather than the standard error`
        : "first order and Monte Carlo agree",
    value: apart,
  };
}

/** What to doubt about an approximated effect. */
export function checksOf(
  rows: Rows,
  response: Response,
  options: MetricsApproximationOptions,
  centre: Float64Array,
  inferred: Inferred,
): readonly Check[] {
  const optional = linearisation(inferred);
  return [
    modelBased(options),
    ...rows.checks,
    fixedParameters(options),
    extrapolation(rows, options),
    concentration(rows, response, centre),
    ...(optional === null ? [] : [optional]),
  ];
}
