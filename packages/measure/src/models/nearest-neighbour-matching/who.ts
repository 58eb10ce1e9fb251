/** The speaker of this model's errors. */
export const who = "nearest_neighbour_matching";
