/**
 * Variance of a mean of clustered units as a multiple of what as many independent units would give: 1 + ((1 + cv²) m − 1) ICC, for
 * clusters of mean size m whose sizes have the coefficient of variation `cv` (Eldridge, Ashby and Kerry 2006, eq. 2).
 * RangeError unless icc lies in [0, 1], size is at least 1 and cv at least 0.
 */
export function clusterDesignEffect(icc: number, size: number, cv = 0): number {
  if (!(icc >= 0 && icc <= 1 && size >= 1 && cv >= 0))
    throw new RangeError(
      `clusterDesignEffect: icc ${icc}, size ${size}, cv ${cv}; they must lie in [0, 1], from 1 and from 0`,
    );
  return 1 + ((1 + cv * cv) * size - 1) * icc;
}
