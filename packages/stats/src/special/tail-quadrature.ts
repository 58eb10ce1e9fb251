import { gaussLegendre } from "./gauss-legendre.ts";

const POINTS = 40;
/** Drop of the log integrand at which a tail is cut: e^{−42} is less than 10⁻¹⁸ of its start. */
const DEPTH = 42;

const RULE = gaussLegendre(POINTS);

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
  for (let i = 0; i < POINTS; i++) sum += (RULE.weights[i]! / 2) * Math.exp(h.value((cut * (1 - RULE.nodes[i]!)) / 2));
  return cut * sum;
}
