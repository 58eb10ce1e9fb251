import type { ArDesign } from "./ar-design.ts";
import { createArFilter } from "./ar-filter.ts";

/** The restricted likelihood of a regression with autoregressive errors; one workspace a fit, `evaluate` allocates nothing. */
export interface ArLikelihood {
  /** Restricted log-likelihood (Harville 1974) at partial autocorrelations r, but for a constant; −Infinity where it has none. */
  evaluate(partials: Float64Array): number;
  /** Of the last `evaluate`: generalised least squares on the basis, in units of `scale`. */
  readonly gamma: Float64Array;
  /** Lower Cholesky factor of Q′Ω⁻¹Q, row-major rank × rank. */
  readonly lower: Float64Array;
  /** Residual sum of squares ÷ (nobs − rank), in units of `scale`². */
  readonly sigma2: { value: number };
  /** −2 × the profiled full log-likelihood without its constant, for AICc. */
  deviance(): number;
  readonly filter: ReturnType<typeof createArFilter>;
  /** n × (1 + rank) standardised prediction errors. */
  readonly errors: Float64Array;
}

export function createArLikelihood(design: ArDesign, order: number): ArLikelihood {
  const { n, nobs, rank, columns, observed } = design;
  const m = 1 + rank;
  const filter = createArFilter(n, m, order, observed);
  const errors = new Float64Array(n * m);
  const gamma = new Float64Array(rank);
  const cross = new Float64Array(rank);
  const lower = new Float64Array(rank * rank);
  const sigma2 = { value: NaN };
  let logDeterminant = NaN;

  const product = (a: number, b: number): number => {
    let sum = 0;
    for (let i = a * n, j = b * n, end = i + n; i < end; i++, j++) sum += errors[i]! * errors[j]!;
    return sum;
  };
  const evaluate = (partials: Float64Array): number => {
    logDeterminant = filter.run(partials, columns, errors);
    let rss = product(0, 0);
    let logRoot = 0;
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = product(1 + i, 1 + j);
        for (let l = 0; l < j; l++) sum -= lower[i * rank + l]! * lower[j * rank + l]!;
        if (j < i) lower[i * rank + j] = sum / lower[j * rank + j]!;
        else {
          if (!(sum > 0)) return -Infinity;
          lower[i * rank + i] = Math.sqrt(sum);
          logRoot += 0.5 * Math.log(sum);
        }
      }
      let sum = product(0, 1 + i);
      for (let l = 0; l < i; l++) sum -= lower[i * rank + l]! * cross[l]!;
      cross[i] = sum / lower[i * rank + i]!;
      rss -= cross[i]! ** 2;
    }
    for (let i = rank - 1; i >= 0; i--) {
      let sum = cross[i]!;
      for (let l = i + 1; l < rank; l++) sum -= lower[l * rank + i]! * gamma[l]!;
      gamma[i] = sum / lower[i * rank + i]!;
    }
    if (!(rss > 0)) return -Infinity;
    sigma2.value = rss / (nobs - rank);
    return -0.5 * ((nobs - rank) * Math.log(sigma2.value) + logDeterminant) - logRoot;
  };
  return {
    evaluate,
    gamma,
    lower,
    sigma2,
    deviance: () => nobs * Math.log((sigma2.value * (nobs - rank)) / nobs) + logDeterminant,
    filter,
    errors,
  };
}
