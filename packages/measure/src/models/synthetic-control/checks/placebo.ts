import type { Check, Context } from "@ie/contracts";
import { fitSyntheticControl, placeboTest, type PlaceboTest, type SyntheticFit, type SyntheticPanel } from "@ie/stats";
import type { Answer, Task } from "../answer.ts";
import { round } from "./round.ts";

/** Rank of the ratio of mean squared gaps after and before treatment (Abadie, Diamond and Hainmueller 2010). */
export function placeboRankCheck(test: PlaceboTest | null, { pValue, interval }: Answer): Check {
  if (test === null) {
    const message = "too few donors for placebos: each treated unit needs two";
    return { name: "placebo_rank", status: "warn", message, value: null };
  }
  const { ratio, placebos } = test;
  const alpha = 1 - interval.level;
  const units = placebos.effects.length + 1;
  const contradicts = pValue !== null && pValue < alpha && ratio.pValue > 0.2 && ratio.rank > 1;
  return {
    name: "placebo_rank",
    status: contradicts ? "warn" : "pass",
    message: `the treated's ratio of squared gaps after and before treatment ranks ${ratio.rank} of ${units}, p ${round(ratio.pValue)}${
      contradicts ? "; donors where nothing happened have gaps as large" : ""
    }`,
    value: ratio.pValue,
  };
}

export interface FakeTreatment {
  readonly check: Check;
  /** Fit of the periods before treatment, with the first of them that plays treated. */
  readonly fit: { readonly fit: SyntheticFit; readonly start: number } | null;
}

/** Fewest periods before a fake treatment, and from it on. */
const leastBefore = 4;
/** With fewer the first rank alone has a chance of more than a tenth. */
const fewestDonors = 9;

function truncated({ outcomes, treated }: SyntheticPanel, rows: number, preperiods: number): SyntheticPanel {
  const data = new Float64Array(rows * outcomes.cols);
  for (let u = 0; u < outcomes.cols; u++) {
    data.set(outcomes.data.subarray(u * outcomes.rows, u * outcomes.rows + rows), u * rows);
  }
  return { outcomes: { rows, cols: outcomes.cols, data }, treated, preperiods };
}

/** The whole procedure as if treatment had begun after two thirds of the periods before it, where no effect is due. */
export function fakeTreatment(
  { synthetic, kernel, level, fit }: Task,
  { interval }: Answer,
  { rng, signal }: Context,
): FakeTreatment {
  const { preperiods, treated, outcomes } = synthetic;
  const start = Math.floor((2 * preperiods) / 3);
  if (start < leastBefore || preperiods - start < 2) {
    const message = `${preperiods} periods before treatment are too few for a fake one among them`;
    return { check: { name: "in_time_placebo", status: "warn", message, value: null }, fit: null };
  }
  // predictors are means over windows that the fake treatment may cut; paths of outcomes never are
  const options = kernel.method === "predictors" ? {} : kernel;
  const panel = truncated(synthetic, preperiods, start);
  const donors = outcomes.cols - treated.length;
  const back = `with treatment moved ${preperiods - start} periods back the effect is`;
  if (donors < 2 * treated.length || (treated.length === 1 && donors < fewestDonors)) {
    const fake = fitSyntheticControl(panel, options);
    const message = `${back} ${round(fake.effect)}; too few donors to say whether that is much`;
    return { check: { name: "in_time_placebo", status: "warn", message, value: null }, fit: { fit: fake, start } };
  }
  const test = placeboTest(panel, { ...options, level, signal, rng: rng.stream("in-time"), draws: 199 });
  const { fit: fake, pValue } = test;
  const unlikely = pValue <= Math.max(0.05, test.resolution);
  const claimed = interval.lower > 0 || interval.upper < 0;
  const large = Math.abs(fake.effect) > Math.abs(fit.effect) / 2;
  return {
    check: {
      name: "in_time_placebo",
      status: unlikely ? (claimed && large ? "fail" : "warn") : "pass",
      message: `${back} ${round(fake.effect)}, p ${round(pValue)}${
        unlikely
          ? "; chance alone seldom makes so much where nothing happened: look for anticipation or another cause"
          : ""
      }`,
      value: pValue,
    },
    fit: { fit: fake, start },
  };
}
