import type { Counterfactual } from "@ie/contracts";
import { normal, type Matrix, type PoissonFit } from "@ie/stats";
import { pathBeside, type Series } from "../series.ts";

/** Quasi-Poisson variance of a count, or of a sum of them: φ Σμ for the counts and g′Vg φ for the coefficients. */
export function countsPath(
  series: Series,
  { covariance, dispersion, aliased }: PoissonFit,
  x: Matrix,
  baseCount: number,
  without: Float64Array,
  level: number,
): Counterfactual {
  const { y, before, interventions } = series;
  const n = y.length;
  const phi = Math.max(1, dispersion);
  const quantile = normal.upperTailQuantile((1 - level) / 2);
  const together = normal.upperTailQuantile((1 - level ** (1 / (n - before))) / 2);
  const unknown = (): Float64Array => new Float64Array(n).fill(NaN);
  const [expected, lower, upper, all, most] = [unknown(), unknown(), unknown(), unknown(), unknown()];
  const [cumulative, cumulativeLower, cumulativeUpper] = [unknown(), unknown(), unknown()];
  const deviation = (gradient: Float64Array, mu: number): number => {
    let variance = mu;
    for (let a = 0; a < baseCount; a++)
      for (let b = 0; b < baseCount; b++)
        if (!aliased.includes(a) && !aliased.includes(b))
          variance += gradient[a]! * gradient[b]! * covariance.data[a * covariance.rows + b]!;
    return Math.sqrt(phi * variance);
  };
  const total = new Float64Array(baseCount);
  let [sum, difference] = [0, 0];
  for (let t = 0; t < n; t++) {
    const mu = without[t]!;
    const gradient = Float64Array.from({ length: baseCount }, (_, j) => mu * x.data[j * n + t]!);
    const sd = deviation(gradient, mu);
    expected[t] = mu;
    lower[t] = Math.max(0, mu - quantile * sd);
    upper[t] = mu + quantile * sd;
    if (t < before) continue;
    all[t] = Math.max(0, mu - together * sd);
    most[t] = mu + together * sd;
    if (t < interventions[0]!.start || Number.isNaN(y[t]!)) continue;
    sum += mu;
    difference += y[t]! - mu;
    gradient.forEach((value, j) => (total[j] = total[j]! + value));
    const half = quantile * deviation(total, sum);
    cumulative[t] = difference;
    cumulativeLower[t] = difference - half;
    cumulativeUpper[t] = difference + half;
  }
  return pathBeside(series, level, {
    expected,
    lower,
    upper,
    simultaneous: { lower: all, upper: most },
    cumulative,
    cumulativeLower,
    cumulativeUpper,
  });
}
