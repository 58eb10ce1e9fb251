export { coefficientCovariance, type CovarianceKind } from "./coefficient-covariance.ts";
export { leastSquares, type LeastSquares } from "./least-squares.ts";
