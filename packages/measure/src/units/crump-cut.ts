/**
 * The α of Crump, Hotz, Imbens and Mitnik (2009, corollary 1): of all samples with scores in [α, 1 − α], the one whose average effect
 * has the least asymptotic variance under equal variances. 0 where no unit need go.
 */
export function crumpCut(scores: Float64Array): number {
  // Keeping the m smallest g = 1 / (e (1 − e)), the variance goes with Σ g / m².
  const g = scores.map((e) => 1 / (e * (1 - e))).sort();
  const n = g.length;
  let [sum, least, kept, at] = [0, Infinity, n, 0];
  for (let m = 1; m <= n; m++) {
    sum += g[m - 1]!;
    if (m < n && g[m] === g[m - 1]) continue; // equal scores go or stay together
    const variance = sum / (m * m);
    if (variance <= least) [least, kept, at] = [variance, m, (2 * sum) / m];
  }
  if (kept === n) return 0;
  const gamma = Math.min(Math.max(at, g[kept - 1]!), g[kept]!);
  return 0.5 - Math.sqrt(Math.max(0, 0.25 - 1 / gamma));
}
