import { curvatures } from "./curvatures.ts";
import type { Design } from "./design.ts";
import type { Profile } from "./profile.ts";

/** Curvature of the log-likelihood at the optimum, in angles u. */
export interface Information {
  /** C with Var(u) = C·C'; armaCount × armaCount, column-major. Zero in directions without curvature. */
  readonly factor: Float64Array;
  /** Whether some direction has no curvature: parameters that the data do not identify. */
  readonly singular: boolean;
  /** d(γ)/du, rank × armaCount, column-major. */
  readonly gammaDerivative: Float64Array;
  /** d log σ²/du. */
  readonly logSigma2Derivative: Float64Array;
}

/** Log-likelihood within which a point on the MA unit circle is preferred to one beside it. */
const SNAP = 1e-6;
/** Curvature, relative to that of the single parameters, below which a combination of them is not identified. */
const UNIDENTIFIED = 1e-7;
/** Log-likelihood that a last Newton step may still promise at a converged point. */
const CONVERGED = 1e-8;

/** Polishes the angles in place by Newton steps and returns the polished value with the information there. */
export function polish(
  design: Design,
  profile: Profile,
  angles: Float64Array,
): { value: number; converged: boolean; information: Information } {
  const { nobs } = design;
  const free = freeAngles(design, profile, angles, profile.evaluate(angles));
  let value = profile.evaluate(angles);
  let hessian = createHessian(design, profile, angles, value, free);
  let remaining = Infinity;
  for (let round = 0; round < 20; round++) {
    const step = newtonStep(hessian, centralGradient(profile, angles, free));
    remaining = step.decrement * nobs;
    if (remaining < 1e-13) {
      // The last step costs nothing, and takes the angles from some 1e-7 standard errors to rounding.
      free.forEach((i, k) => {
        angles[i] = angles[i]! + step.direction[k]!;
      });
      break;
    }
    let accepted = false;
    for (let size = 1; size > 0.02 && !accepted; size /= 2) {
      const trial = angles.slice();
      free.forEach((i, k) => {
        trial[i] = trial[i]! + size * step.direction[k]!;
      });
      const reached = profile.evaluate(trial);
      accepted = reached <= value + (size === 1 ? 1e-15 * Math.abs(value) : 0);
      if (accepted) {
        angles.set(trial);
        value = reached;
      }
    }
    if (!accepted) break;
    // The old Hessian serves a step that is small against the standard error.
    if (remaining > 1e-4) hessian = createHessian(design, profile, angles, value, free);
  }
  const derivatives = sensitivities(design, profile, angles, free);
  profile.evaluate(angles);
  return {
    value,
    converged: Number.isFinite(value) && remaining < CONVERGED,
    information: { ...inverseFactor(hessian, nobs, free, angles.length), ...derivatives },
  };
}

/**
 * Moves MA angles beside ±π/2 onto it and returns the positions of the others. A moving average and its mirror image
 * θ → 1/θ have one likelihood, so at the circle both gradient and curvature in u vanish and no Newton step can be made.
 */
function freeAngles(design: Design, profile: Profile, angles: Float64Array, value: number): Int32Array {
  const { p, q, P, armaCount } = design.shape;
  const free: number[] = [];
  for (let i = 0; i < armaCount; i++) {
    const isMa = (i >= p && i < p + q) || i >= p + q + P;
    const u = angles[i]!;
    if (isMa && Math.abs(Math.cos(u)) < 0.1) {
      angles[i] = (Math.sign(Math.sin(u)) * Math.PI) / 2;
      if (profile.evaluate(angles) <= value + SNAP / design.nobs) continue;
      angles[i] = u;
    }
    free.push(i);
  }
  return Int32Array.from(free);
}

/** Central second differences, each step a fiftieth of the standard error: the fall is ~2e-4 in log-likelihood. */
function createHessian(
  design: Design,
  profile: Profile,
  angles: Float64Array,
  value: number,
  free: Int32Array,
): Float64Array {
  const d = free.length;
  const { nobs } = design;
  const u = angles.slice();
  const at = (i: number, hi: number, j: number, hj: number): number => {
    u[free[i]!] = u[free[i]!]! + hi;
    u[free[j]!] = u[free[j]!]! + hj;
    const v = profile.evaluate(u);
    u.set(angles);
    return v;
  };
  const h = new Float64Array(d);
  const up = new Float64Array(d);
  const down = new Float64Array(d);
  const H = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    h[i] = 0.02 / Math.sqrt(nobs);
    for (let round = 0; round < 2; round++) {
      up[i] = at(i, h[i]!, i, 0);
      down[i] = at(i, -h[i]!, i, 0);
      const curvature = (up[i]! - 2 * value + down[i]!) / (h[i]! * h[i]!);
      H[i * d + i] = curvature;
      // sin u makes curvatures near 1 per observation; far from that, the step was wrong.
      if (curvature > 0.1 && curvature < 10) break;
      h[i] = Math.min(0.02, Math.max(1e-5, 0.02 / Math.sqrt(nobs * Math.max(curvature, 1e-6))));
    }
  }
  for (let i = 0; i < d; i++)
    for (let j = 0; j < i; j++) {
      const both = at(i, h[i]!, j, h[j]!) + at(i, -h[i]!, j, -h[j]!);
      const v = (both - up[i]! - down[i]! - up[j]! - down[j]! + 2 * value) / (2 * h[i]! * h[j]!);
      H[i * d + j] = H[j * d + i] = v;
    }
  return H;
}

function centralGradient(profile: Profile, angles: Float64Array, free: Int32Array): Float64Array {
  const h = 2e-5;
  const u = angles.slice();
  return Float64Array.from(free, (i) => {
    const a = angles[i]!;
    u[i] = a + h;
    const up = profile.evaluate(u);
    u[i] = a - h;
    const down = profile.evaluate(u);
    u[i] = a;
    return (up - down) / (2 * h);
  });
}

function sensitivities(
  design: Design,
  profile: Profile,
  angles: Float64Array,
  free: Int32Array,
): { gammaDerivative: Float64Array; logSigma2Derivative: Float64Array } {
  const d = angles.length;
  const { rank } = design;
  const h = 1e-4;
  const gammaDerivative = new Float64Array(rank * d);
  const logSigma2Derivative = new Float64Array(d);
  const u = angles.slice();
  for (const i of free)
    for (const side of [1, -1]) {
      u[i] = angles[i]! + side * h;
      profile.evaluate(u);
      u[i] = angles[i]!;
      const weight = side / (2 * h);
      for (let j = 0; j < rank; j++)
        gammaDerivative[i * rank + j] = gammaDerivative[i * rank + j]! + weight * profile.gamma[j]!;
      logSigma2Derivative[i] = logSigma2Derivative[i]! + weight * Math.log(profile.sigma2.value);
    }
  return { gammaDerivative, logSigma2Derivative };
}

/** A direction of negative curvature counts with its absolute value, so that the step goes downhill from a saddle too. */
function newtonStep(H: Float64Array, g: Float64Array): { direction: Float64Array; decrement: number } {
  const d = g.length;
  const direction = new Float64Array(d);
  let decrement = 0;
  for (const { vector, value } of curvatures(H, d)) {
    if (Math.abs(value) < 1e-9) continue;
    let along = 0;
    for (let i = 0; i < d; i++) along += vector[i]! * g[i]!;
    for (let i = 0; i < d; i++) direction[i] = direction[i]! - (along / Math.abs(value)) * vector[i]!;
    decrement += (0.5 * along * along) / Math.abs(value);
  }
  return { direction, decrement };
}

function inverseFactor(
  H: Float64Array,
  nobs: number,
  free: Int32Array,
  d: number,
): { factor: Float64Array; singular: boolean } {
  const factor = new Float64Array(d * d);
  let singular = false;
  curvatures(H, free.length).forEach(({ vector, value }, k) => {
    if (value < UNIDENTIFIED) singular = true;
    else
      free.forEach((i, at) => {
        factor[k * d + i] = vector[at]! / Math.sqrt(value * nobs);
      });
  });
  return { factor, singular };
}
