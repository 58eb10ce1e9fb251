export { fitStructural } from "./fit.ts";
export type { StructuralFit, StructuralOptions } from "./fit.ts";
export { forecastStructural } from "./forecast.ts";
export type { StructuralForecast } from "./forecast.ts";
export { structuralLogLikelihood } from "./log-likelihood.ts";
export type { StructuralModel, StructuralSeason, StructuralVariances } from "./model.ts";
export { simulateStructural } from "./simulate.ts";
export type { StructuralDraws } from "./simulate.ts";
