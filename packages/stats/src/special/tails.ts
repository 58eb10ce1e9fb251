/** Both tail probabilities of a distribution at one point, each computed without subtraction where it is small. */
export interface Tails {
  lower: number;
  upper: number;
}

/** Tails with the derivative of `lower` in the logarithm of the variable, and the derivative of the log of that. */
export interface TailPoint extends Tails {
  density: number;
  logSlope: number;
}
