export const who = "difference_in_differences";
