export type { Bandwidths } from "./bandwidths.ts";
export { densityDiscontinuity, type DensityDiscontinuity } from "./density-discontinuity.ts";
export type { RegressionKernel } from "./kernel.ts";
export {
  regressionDiscontinuity,
  type DiscontinuityOptions,
  type RegressionDiscontinuity,
} from "./regression-discontinuity.ts";
