/** The speaker of this model's errors. */
export const who = "inverse_probability_weighting";
