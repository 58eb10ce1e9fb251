export { fitPoisson } from "./fit-poisson.ts";
export type { PoissonFit, PoissonOptions } from "./fit-poisson.ts";
