/** Residual share of leverage below which an observation or a cluster determines its own fit, so that its error shows in no residual. */
export const determined = 1e-10;

/** Share of a contrast's variance that such observations may have without mattering to it: what rounding leaves of a zero. */
export const negligible = 1e-12;
