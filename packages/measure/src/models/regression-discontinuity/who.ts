/** The speaker of this model's errors. */
export const who = "regression_discontinuity";
