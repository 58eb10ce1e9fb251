export { chooseOrder } from "./choose-order.ts";
export type { OrderChoice, OrderSearchOptions, RankedOrder } from "./choose-order.ts";
export type { DifferencingChoice } from "./choose-differencing.ts";
export { fitSarimax } from "./fit.ts";
export type { SarimaxFit, SarimaxOptions } from "./fit.ts";
export { forecastSarimax } from "./forecast.ts";
export type { SarimaxForecast } from "./forecast.ts";
export { sarimaxLogLikelihood } from "./log-likelihood.ts";
export type { SarimaxOrder, SarimaxParameters } from "./model.ts";
