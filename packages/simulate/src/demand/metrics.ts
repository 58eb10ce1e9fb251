/** Metrics of a row, in the order of the funnel. Revenue is kept in whole hundredths until it is written. */
export const metricNames = ["impressions", "visits", "cart_adds", "orders", "ordered_units", "revenue"] as const;
export type Metric = (typeof metricNames)[number];
/** Numbers a period holds. */
export const width = 6;
