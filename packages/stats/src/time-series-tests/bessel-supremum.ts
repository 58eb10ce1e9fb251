import * as chiSquared from "../distributions/chi-squared.ts";
import { logGamma } from "../special/log-gamma.ts";

/**
 * P(sup Q(π) > c) over trimming ≤ π ≤ 1 − trimming, for the squared standardised Bessel bridge Q of `order` dimensions: the limit
 * of sup-Wald statistics (Andrews 1993, eq. 4.6).
 *
 * In the time ½ log(π/(1−π)) the root of Q is the radius r of a stationary Ornstein–Uhlenbeck process (DeLong 1981), which runs for
 * T = log((1−π₀)/π₀). The probability v(r, t) of reaching √c within t from r solves v_t = (w v')'/w with the density
 * w ∝ r^{k−1} e^{−r²/2} and v(√c) = 1. Finite volumes, Crank–Nicolson after four implicit half steps (Rannacher 1984): all terms are
 * positive, so that small probabilities keep their digits. Relative error below 1e-3.
 */
export function besselSupremumUpperTail(c: number, order: number, trimming: number): number {
  if (Number.isNaN(c) || order < 1) return Number.NaN;
  if (!(c > 0)) return 1;
  if (c > 1200) return 0;
  const cells = Math.round(Math.min(3000, Math.max(300, 15 * c)));
  const h = Math.sqrt(c) / cells;
  const logScale = (1 - order / 2) * Math.LN2 - logGamma(order / 2);
  const density = (r: number): number => Math.exp(logScale + (order - 1) * Math.log(r) - (r * r) / 2);
  // Cell i reaches from i·h to (i + 1)·h; nothing flows through r = 0, and √c is half a cell beyond the last centre.
  const mass = Float64Array.from({ length: cells }, (_, i) => h * density((i + 0.5) * h));
  const conductance = Float64Array.from({ length: cells }, (_, i) => density((i + 1) * h) / h);
  conductance[cells - 1] = 2 * conductance[cells - 1]!;
  const v = new Float64Array(cells);
  const right = new Float64Array(cells);
  const lower = new Float64Array(cells);

  /** One step: implicit share `theta` of the new state. */
  const advance = (dt: number, theta: number): void => {
    for (let i = 0; i < cells; i++) {
      const up = conductance[i]! * ((i + 1 < cells ? v[i + 1]! : 1) - v[i]!);
      const down = i > 0 ? conductance[i - 1]! * (v[i]! - v[i - 1]!) : 0;
      right[i] = mass[i]! * v[i]! + (1 - theta) * dt * (up - down);
    }
    const weight = theta * dt;
    right[cells - 1] = right[cells - 1]! + weight * conductance[cells - 1]!;
    for (let i = 0; i < cells; i++) {
      const below = i > 0 ? weight * conductance[i - 1]! : 0;
      const above = weight * conductance[i]!;
      const pivot = mass[i]! + below + above - below * (i > 0 ? lower[i - 1]! : 0);
      lower[i] = above / pivot;
      right[i] = (right[i]! + below * (i > 0 ? right[i - 1]! : 0)) / pivot;
    }
    for (let i = cells - 1; i >= 0; i--) v[i] = right[i]! + (i + 1 < cells ? lower[i]! * v[i + 1]! : 0);
  };

  const total = Math.log((1 - trimming) / trimming);
  const steps = Math.max(100, Math.ceil(150 * total));
  const dt = total / steps;
  for (let i = 0; i < 4; i++) advance(dt / 2, 1);
  for (let i = 2; i < steps; i++) advance(dt, 0.5);
  let probability = chiSquared.upperTail(c, order);
  for (let i = 0; i < cells; i++) probability += mass[i]! * v[i]!;
  return Math.min(1, probability);
}
