import type { Check } from "@ie/contracts";
import type { SyntheticFit } from "@ie/stats";
import type { Study } from "../study.ts";
import { otherMethods } from "./other-methods.ts";
import { round } from "./round.ts";

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Paths before treatment, less their own mean where the method has a constant. */
function before({ synthetic }: Study, column: number, centred: boolean): Float64Array {
  const { outcomes, preperiods } = synthetic;
  const path = outcomes.data.slice(column * outcomes.rows, column * outcomes.rows + preperiods);
  const centre = centred ? mean(path) : 0;
  return path.map((value) => value - centre);
}

const withConstant: ReadonlySet<string> = new Set(["demeaned", "synthetic-did", "difference-in-differences"]);

/**
 * Whether the treated lie within the range of the donors (a bound that the convex hull implies), and how far the donors
 * that carry weight lie from them: averaging over distant units is right only for linear outcomes (Abadie 2021, section 4).
 */
export function supportChecks(study: Study, fit: SyntheticFit, sd: number): Check[] {
  const { synthetic } = study;
  const { preperiods } = synthetic;
  const centred = withConstant.has(fit.method);
  const centre = centred ? mean(fit.treated.slice(0, preperiods)) : 0;
  const target = fit.treated.slice(0, preperiods).map((value) => value - centre);
  const lowest = new Float64Array(preperiods).fill(Infinity);
  const highest = new Float64Array(preperiods).fill(-Infinity);
  let distance = 0;
  let total = 0;
  fit.donors.forEach((column, j) => {
    const path = before(study, column, centred);
    let squared = 0;
    for (let t = 0; t < preperiods; t++) {
      lowest[t] = Math.min(lowest[t]!, path[t]!);
      highest[t] = Math.max(highest[t]!, path[t]!);
      squared += (path[t]! - target[t]!) ** 2;
    }
    distance += (Math.abs(fit.weights[j]!) * squared) / preperiods;
    total += Math.abs(fit.weights[j]!);
  });
  let outside = 0;
  for (let t = 0; t < preperiods; t++) if (target[t]! < lowest[t]! || target[t]! > highest[t]!) outside++;
  const share = outside / preperiods;
  const spread = Math.sqrt(distance / total) / sd;
  // A unit like the donors is the highest or lowest of all with probability 2 / (J + 1) in each period.
  const ordinary = Math.min(0.1, 2 / (fit.donors.length + 1));
  const relative = centred ? ", apart from their level," : "";
  return [
    {
      name: "hull",
      status: share > 0.25 ? "fail" : share > ordinary ? "warn" : "pass",
      message:
        share === 0
          ? `the treated${relative} lie within the range of the donors in every period before treatment`
          : `the treated${relative} lie outside the range of the donors in ${outside} of ${preperiods} periods before treatment${
              share > ordinary
                ? `; no average of donors reaches them: ${otherMethods(fit.method)}`
                : ", no oftener than one of the donors would"
            }`,
      value: share,
    },
    {
      name: "interpolation",
      status: spread > 2 ? "warn" : "pass",
      message: `the donors that carry weight lie ${round(spread)} standard deviations of the outcome from the treated${
        spread > 2 ? "; if outcomes are not linear in what drives them, name donors that are alike" : ""
      }`,
      value: spread,
    },
  ];
}
