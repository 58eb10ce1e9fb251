import { normal } from "@ie/stats";

/** Estimates of different effects with their standard errors, in one unit; k entries each, standard errors above 0. */
export interface Estimates {
  readonly values: Float64Array;
  readonly stderrs: Float64Array;
}

export interface Shrunk {
  /** Posterior means of the true effects, k. */
  readonly means: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Posterior mean of the effects' own spread. */
  readonly spread: number;
}

/** Fewest estimates for which the posterior under a flat spread is proper and has a mean (Gelman 2006, section 3.2). */
export const fewestEstimates = 4;

const nodes = 200;

interface Component {
  readonly weight: number;
  readonly spread: number;
  /** Posterior mean and variance of the effects' common mean at this spread. */
  readonly centre: number;
  readonly centreVariance: number;
}

/** Posterior of the spread on a grid, with a flat prior on it and on the common mean (Gelman et al. 2013, eq. 5.21). */
function components({ values, stderrs }: Estimates): readonly Component[] {
  const k = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / k;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (k - 1);
  const largest = 12 * Math.sqrt(variance) + 4 * Math.min(...stderrs);
  const found: { log: number; spread: number; centre: number; centreVariance: number; step: number }[] = [];
  for (let i = 0; i < nodes; i++) {
    // nodes lie closer together near 0, where the posterior of a spread is steep
    const share = (i + 0.5) / nodes;
    const spread = largest * share * share;
    let [precision, weighted] = [0, 0];
    for (let j = 0; j < k; j++) {
      const w = 1 / (stderrs[j]! ** 2 + spread ** 2);
      precision += w;
      weighted += w * values[j]!;
    }
    const centre = weighted / precision;
    let log = -0.5 * Math.log(precision);
    for (let j = 0; j < k; j++) {
      const total = stderrs[j]! ** 2 + spread ** 2;
      log -= 0.5 * (Math.log(total) + (values[j]! - centre) ** 2 / total);
    }
    found.push({ log, spread, centre, centreVariance: 1 / precision, step: (2 * largest * share) / nodes });
  }
  const top = Math.max(...found.map(({ log }) => log));
  const weights = found.map(({ log, step }) => step * Math.exp(log - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return found.map(({ spread, centre, centreVariance }, i) => ({
    weight: weights[i]! / total,
    spread,
    centre,
    centreVariance,
  }));
}

/** Mean and standard deviation of effect j given the spread (Gelman et al. 2013, eq. 5.17, the common mean integrated out). */
function given({ spread, centre, centreVariance }: Component, value: number, stderr: number): [number, number] {
  const kept = spread ** 2 / (spread ** 2 + stderr ** 2);
  const mean = centre + kept * (value - centre);
  return [mean, Math.sqrt(kept * stderr ** 2 + (1 - kept) ** 2 * centreVariance)];
}

/** The `p` quantile of a mixture of normals, by bisection to the last digits. */
function quantile(parts: readonly (readonly [weight: number, mean: number, sd: number])[], p: number): number {
  const z = normal.quantile(p);
  const ends = parts.map(([, mean, sd]) => mean + z * sd);
  let [low, high] = [Math.min(...ends), Math.max(...ends)];
  for (let i = 0; i < 200 && high - low > 1e-12 * (Math.abs(low) + Math.abs(high)); i++) {
    const middle = (low + high) / 2;
    const below = parts.reduce((sum, [weight, mean, sd]) => sum + weight * normal.cdf((middle - mean) / sd), 0);
    if (below < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Effects that were picked by their estimates look better than they are. Here each estimate is drawn towards the common mean
 * by as much as its error says beside the spread of all: the normal hierarchical model with flat priors on the mean and on
 * the spread (Rubin 1981; Gelman 2006), integrated numerically, so that intervals hold the doubt about both.
 * Needs at least {@link fewestEstimates}; RangeError otherwise.
 */
export function shrinkEstimates(estimates: Estimates, level: number): Shrunk {
  const { values, stderrs } = estimates;
  const k = values.length;
  if (k < fewestEstimates || stderrs.length !== k || !stderrs.every((stderr) => stderr > 0)) {
    throw new RangeError(`shrinkEstimates: needs at least ${fewestEstimates} estimates with errors above 0; got ${k}`);
  }
  const scale = Math.max(...stderrs);
  const origin = values[0]!;
  const unit: Estimates = {
    values: values.map((value) => (value - origin) / scale),
    stderrs: stderrs.map((stderr) => stderr / scale),
  };
  const mixture = components(unit).filter(({ weight }) => weight > 1e-12);
  const [means, lower, upper] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  for (let j = 0; j < k; j++) {
    const parts = mixture.map((component) => {
      const [mean, sd] = given(component, unit.values[j]!, unit.stderrs[j]!);
      return [component.weight, mean, sd] as const;
    });
    means[j] = origin + scale * parts.reduce((sum, [weight, mean]) => sum + weight * mean, 0);
    lower[j] = origin + scale * quantile(parts, (1 - level) / 2);
    upper[j] = origin + scale * quantile(parts, (1 + level) / 2);
  }
  return { means, lower, upper, spread: scale * mixture.reduce((sum, { weight, spread }) => sum + weight * spread, 0) };
}
