import { choiceOption, orNull, withDefault } from "@ie/contracts";
import type { AdjustmentCapability } from "../capabilities.ts";
import { badControlsCheck } from "../checks/bad-controls.ts";
import { balanceOf } from "../checks/balance.ts";
import { columnsOption } from "../column-options.ts";
import { covariatesOf } from "../covariates.ts";
import { linInteractions } from "../design-matrix.ts";

/** Covariates beside the formula, with slopes of their own in each arm (Lin 2013) or without, and how far they differ between the arms. */
export const adjustment: AdjustmentCapability = {
  options: {
    covariates: withDefault(columnsOption, []),
    adjustment: orNull(choiceOption("none", "lin", "cuped")),
    missing_covariates: withDefault(choiceOption("indicator", "mean", "error"), "indicator"),
  },
  faults: () => [],
  covariates: covariatesOf,
  slopes: linInteractions,
  balance: (covariates, arms, clusters) => {
    const { check, constant, suspects, table } = balanceOf(covariates, arms.codes, arms.primary, clusters);
    return { checks: [check, badControlsCheck(constant, suspects, true)], table };
  },
};
