/**
 * u − log(1 + u), which is never negative, with full relative accuracy (Loader 2000, "Fast and accurate computation of
 * binomial probabilities", uses the same deviance). `ratio` is 1 + u: it is passed so that it keeps its own relative accuracy
 * when u is near −1.
 */
export function deviance(u: number, ratio: number): number {
  if (u < -0.66 || u > 2) return u - Math.log(ratio);
  // log(1 + u) = 2 atanh(v) with v = u / (2 + u), and u − 2v = uv.
  const v = u / (2 + u);
  const v2 = v * v;
  let power = 2 * v * v2;
  let sum = 0;
  for (let k = 3; ; k += 2) {
    const next = sum + power / k;
    if (next === sum) return u * v - sum;
    sum = next;
    power *= v2;
  }
}
