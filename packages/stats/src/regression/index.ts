export { coefficientCovariance, type CovarianceKind } from "./coefficient-covariance.ts";
export { leastSquares, type LeastSquares } from "./least-squares.ts";
export { randomisationTest, type RandomisationOptions, type RandomisationTest } from "./randomisation-test.ts";
export { robustInference, type NoVariance, type RobustInference, type RobustKind } from "./robust-inference.ts";
export { wildClusterBootstrap, type WildClusterBootstrap, type WildClusterOptions } from "./wild-cluster-bootstrap.ts";
