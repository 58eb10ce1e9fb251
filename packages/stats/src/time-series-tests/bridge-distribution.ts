/**
 * P(∫₀¹ V² > x) for the Brownian bridge (level 1) and the second-level bridge, its trend taken out (level 2; MacNeill 1978).
 *
 * Smirnov's formula for a quadratic form Σ λ_j Z_j² in normal Z with simple eigenvalues, and D(u) = Π (1 − λ_j u):
 *   P = (1/π) Σ_k (−1)^{k+1} ∫ over [1/λ_{2k−1}, 1/λ_{2k}] of e^{−xu/2} ÷ (u √|D(u)|) du,
 * where with u = s² D is sin s / s (level 1) and 12 (2 − 2 cos s − s sin s) / s⁴ (level 2; Nabeya and Tanaka 1988). The poles at
 * both ends of an interval are those of Chebyshev's weight, for which equal steps in the angle converge exponentially.
 */
export function bridgeUpperTail(x: number, level: 1 | 2): number {
  if (Number.isNaN(x)) return Number.NaN;
  // Below this the probability is 1 to the last digit but one.
  if (x < (level === 1 ? 0.012 : 0.006)) return 1;
  let sum = 0;
  for (let k = 1; k < 40; k++) {
    const begin = root(2 * k - 1, level);
    const end = root(2 * k, level);
    const term = overInterval(x, begin, end, level);
    sum += k % 2 === 1 ? term : -term;
    if (!(term > 1e-17 * sum)) break;
  }
  return Math.min(1, sum);
}

const POINTS = 48;

function overInterval(x: number, begin: number, end: number, level: 1 | 2): number {
  const middle = (begin + end) / 2;
  const half = (end - begin) / 2;
  let sum = 0;
  for (let i = 0; i < POINTS; i++) {
    const angle = (Math.PI * (i + 0.5)) / POINTS;
    const s = middle + half * Math.cos(angle);
    sum += (Math.exp((-x * s * s) / 2) * half * Math.sin(angle)) / (s * Math.sqrt(Math.abs(determinant(s, level))));
  }
  return (2 * sum) / POINTS;
}

function determinant(s: number, level: 1 | 2): number {
  return level === 1 ? Math.sin(s) / s : (12 * (2 - 2 * Math.cos(s) - s * Math.sin(s))) / s ** 4;
}

/** The j-th s with D(s²) = 0: πj; for level 2 the multiples of 2π and, between them, twice the roots of tan t = t. */
function root(j: number, level: 1 | 2): number {
  if (level === 1) return Math.PI * j;
  if (j % 2 === 1) return Math.PI * (j + 1);
  // t tan t crosses just below (i + ½)π; Newton's method on sin t − t cos t.
  const at = (j / 2 + 0.5) * Math.PI;
  let t = at - 1 / at;
  for (let i = 0; i < 6; i++) t -= (Math.sin(t) - t * Math.cos(t)) / (t * Math.sin(t));
  return 2 * t;
}
