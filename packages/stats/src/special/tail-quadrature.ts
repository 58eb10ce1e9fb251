const POINTS = 40;
/** Drop of the log integrand at which a tail is cut: e^{−42} is less than 10⁻¹⁸ of its start. */
const DEPTH = 42;

interface Rule {
  nodes: Float64Array;
  weights: Float64Array;
}

const RULE: Rule = gaussLegendre(POINTS);

/** Gauss–Legendre nodes and weights on [0, 1], by Newton's method on the Legendre recurrence (DLMF 18.9.1). */
function gaussLegendre(points: number): Rule {
  const nodes = new Float64Array(points);
  const weights = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    let z = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 0;
    for (let pass = 0; pass < 6; pass++) {
      let previous = 1;
      let value = z;
      for (let n = 2; n <= points; n++) {
        const next = ((2 * n - 1) * z * value - (n - 1) * previous) / n;
        previous = value;
        value = next;
      }
      slope = (points * (z * value - previous)) / (z * z - 1);
      z -= value / slope;
    }
    nodes[i] = (1 + z) / 2;
    weights[i] = 1 / ((1 - z * z) * slope * slope);
  }
  return { nodes, weights };
}

export interface LogIntegrand {
  value(tau: number): number;
  derivative(tau: number): number;
  /** −derivative(0). */
  slope: number;
  /** Minus the second derivative at 0, positive. */
  curvature: number;
}

/**
 * ∫₀^end exp(h(τ)) dτ for a smooth concave h with h(0) = 0 that falls from about 0 on, cut where h has fallen by 42.
 * Slope and curvature only place the cut, which Newton steps on h then correct.
 */
export function integrateTail(h: LogIntegrand, end: number): number {
  let cut = (2 * DEPTH) / (h.slope + Math.sqrt(h.slope * h.slope + 2 * DEPTH * h.curvature));
  for (let pass = 0; pass < 4 && cut < end; pass++) cut -= (h.value(cut) + DEPTH) / h.derivative(cut);
  cut = Math.min(cut, end);
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += RULE.weights[i]! * Math.exp(h.value(cut * RULE.nodes[i]!));
  return cut * sum;
}
