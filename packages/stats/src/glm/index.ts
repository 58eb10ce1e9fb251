export { aliasedColumns } from "./aliased-columns.ts";
export type { BinomialLink } from "./binomial-links.ts";
export { fitBinomial } from "./fit-binomial.ts";
export type { BinomialFit, BinomialOptions } from "./fit-binomial.ts";
export { fitPoisson } from "./fit-poisson.ts";
export type { PoissonFit, PoissonOptions } from "./fit-poisson.ts";
