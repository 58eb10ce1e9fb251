export const who = "synthetic_control";
