import type { Model } from "@ie/contracts";
import { createDoublyRobust } from "./create-doubly-robust.ts";
import { learners } from "./learners.ts";
import type { DoublyRobustOptions } from "./options.ts";

/**
 * Average effect of a treatment that the covariates account for, by augmented inverse probability weighting with cross-fitting (Robins,
 * Rotnitzky and Zhao 1994; Chernozhukov et al. 2018): right when either the outcome's or the treatment's regression is.
 */
export const doublyRobust: Model<DoublyRobustOptions> = createDoublyRobust(learners);
