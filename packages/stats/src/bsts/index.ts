export { forecastBsts } from "./forecast.ts";
export type {
  BstsDraws,
  BstsOptions,
  BstsPriors,
  BstsSeason,
  BstsSpec,
  CausalImpactOptions,
  NormalPrior,
  SdPrior,
  SpikeSlabPrior,
} from "./model.ts";
export { causalImpactPriors } from "./priors.ts";
export { sampleBsts } from "./sample.ts";
export { summariseChains } from "./summarise-chains.ts";
export type { ChainSummary } from "./summarise-chains.ts";
