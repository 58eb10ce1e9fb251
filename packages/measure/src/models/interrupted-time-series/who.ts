export const who = "interrupted_time_series";
