import type { Model } from "@ie/contracts";
import { adjustment } from "./capabilities/adjustment.ts";
import { proportions } from "./capabilities/proportions.ts";
import { resampling } from "./capabilities/resampling.ts";
import { sequential } from "./capabilities/sequential.ts";
import { summaries } from "./capabilities/summaries.ts";
import { createExperiment } from "./create-experiment.ts";
import type { ExperimentOptions } from "./options.ts";
import { needs } from "./needs.ts";
import { refutable } from "./refutable.ts";
import { truth } from "./truth.ts";

/**
 * Average effect of a randomised treatment: least squares with robust standard errors (Bell and McCaffrey 2002), adjustment for covariates
 * (Lin 2013; Deng et al. 2013), clusters, several arms and outcomes, ratios, repeated looks and randomisation tests.
 */
export const experiment: Model<ExperimentOptions> = {
  ...createExperiment({ adjustment, proportions, resampling, sequential, summaries }),
  refutable,
  truth,
  needs,
};
