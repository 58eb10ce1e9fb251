import { wholeOption, withDefault } from "@ie/contracts";
import { faultWhen, type ResamplingCapability } from "../capabilities.ts";
import { columnsOption } from "../column-options.ts";
import { randomisation, wildBootstrap } from "../resampling/resample.ts";
import { strataCheck } from "../resampling/strata-check.ts";

/**
 * Inference without a distribution: the wild cluster bootstrap (Cameron, Gelbach and Miller 2008), which is the default below 40 clusters,
 * and Fisher's randomisation test.
 */
export const resampling: ResamplingCapability = {
  options: { strata: withDefault(columnsOption, []), draws: withDefault(wholeOption(99, 1_000_000), 9999) },
  faults: ({ inference, cluster, metric, outcomes, adjustment, strata }) => {
    const isRandomisation = inference === "randomisation";
    const metrics = [metric, ...outcomes.map((outcome) => outcome.metric ?? metric)];
    return [
      faultWhen(
        "inference",
        inference === "wild_bootstrap" && cluster.length !== 1,
        "wild_bootstrap needs one column in cluster",
      ),
      faultWhen("inference", isRandomisation && cluster.length > 1, "randomisation takes one column in cluster"),
      faultWhen(
        "inference",
        isRandomisation && metrics.includes("ratio"),
        "randomisation needs metric: mean or proportion; metric: ratio has inference t or wild_bootstrap",
      ),
      faultWhen(
        "inference",
        isRandomisation && adjustment === "lin",
        "randomisation adjusts by cuped or none; lin has inference t",
      ),
      faultWhen("strata", strata.length > 0 && !isRandomisation, "needs inference: randomisation"),
    ];
  },
  wildBootstrap,
  randomisation,
  strata: strataCheck,
};
