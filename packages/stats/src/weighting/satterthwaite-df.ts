/** Degrees of freedom of a sum of independent variance estimates (Satterthwaite 1946). Those that are 0 do not count. */
export function satterthwaiteDf(variances: readonly number[], df: readonly number[]): number {
  let [total, spread] = [0, 0];
  variances.forEach((variance, i) => {
    if (variance === 0) return;
    total += variance;
    spread += (variance * variance) / df[i]!;
  });
  return (total * total) / spread;
}
