import type { OrderSearchFeature } from "../features.ts";
import { averageOrders, ordersBefore } from "../methods/sarimax-orders.ts";

/** `order: auto` of the method sarimax: the orders are chosen on the dates before the intervention, and averaged. */
export const orderSearch: OrderSearchFeature = {
  options: {},
  faults: () => [],
  before: ordersBefore,
  average: averageOrders,
};
