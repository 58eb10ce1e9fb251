import { logGamma, minimiseLbfgs, normal, withNumericGradient } from "@ie/stats";

/** A log density of x = atanh r, r the partial autocorrelations. */
type Density = (x: Float64Array) => number;

/** A point at which to weigh the density, with the volume that it stands for. */
export interface Proposal {
  readonly x: Float64Array;
  readonly logVolume: number;
}

/** Farther out a partial autocorrelation is ±0.99999, a unit root to any data. */
export const EDGE = 6;

/** Below this share of the largest, a density is nothing. */
const NOTHING = Math.log(1e-7);

/** Trapezoidal nodes where the density of a function of one variable lives; spectrally accurate on smooth densities. */
export function gridNodes(density: Density, points: number): Proposal[] {
  let [from, to] = [-EDGE, EDGE];
  for (let round = 0; ; round++) {
    const step = (to - from) / (points - 1);
    const xs = Array.from({ length: points }, (_, i) => Float64Array.of(from + i * step));
    const values = xs.map(density);
    const top = Math.max(...values);
    const inside = values.map((value) => value > top + NOTHING);
    const [first, last] = [inside.indexOf(true), inside.lastIndexOf(true)];
    if (round === 6 || last - first + 1 >= points / 2) {
      return xs.slice(first, last + 1).map((x) => ({ x, logVolume: Math.log(step) }));
    }
    from = xs[Math.max(0, first - 1)]![0]!;
    to = xs[Math.min(points - 1, last + 1)]![0]!;
  }
}

/** Radical inverse of i in a prime base (Halton 1960). */
function radicalInverse(i: number, base: number): number {
  let [value, digit] = [0, 1 / base];
  for (let rest = i; rest > 0; rest = Math.floor(rest / base), digit /= base) value += (rest % base) * digit;
  return value;
}
const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** A multivariate t with 4 degrees of freedom. */
interface Peak {
  readonly at: Float64Array;
  /** Lower factor L of the precision, LL′, row-major. */
  readonly precision: Float64Array;
  /** C = L⁻ᵀ, column-major, so that CC′ is the scale matrix. */
  readonly factor: Float64Array;
  readonly logConstant: number;
}

/** Mode and curvature of the density along the last p − `fixed` coordinates, from `start`. */
function peakOf(density: Density, start: Float64Array, fixed: number): Peak {
  const p = start.length - fixed;
  const whole = start.slice();
  const minus = (x: Float64Array): number => {
    whole.set(x, fixed);
    return -density(whole);
  };
  const found = minimiseLbfgs(withNumericGradient(minus, "forward"), start.slice(fixed), {
    gradientTolerance: 1e-3,
    valueTolerance: 1e-9,
    maxIterations: 60,
  });
  const { x, value } = found;
  const h = 0.02;
  const at = (i: number, a: number, j: number, b: number): number => {
    const moved = x.slice();
    moved[i] = moved[i]! + a;
    moved[j] = moved[j]! + b;
    return minus(moved);
  };
  const H = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j <= i; j++) {
      const curvature =
        i === j
          ? Math.max((at(i, h, i, 0) - 2 * value + at(i, -h, i, 0)) / h ** 2, 1)
          : (at(i, h, j, h) - at(i, h, j, -h) - at(i, -h, j, h) + at(i, -h, j, -h)) / (4 * h * h);
      H[i * p + j] = curvature;
      H[j * p + i] = curvature;
    }
  const precision = rootOf(H, p);
  const factor = new Float64Array(p * p);
  let logDeterminant = 0;
  for (let k = 0; k < p; k++) {
    logDeterminant += Math.log(precision[k * p + k]!);
    for (let i = p - 1; i >= 0; i--) {
      let sum = i === k ? 1 : 0;
      for (let l = i + 1; l < p; l++) sum -= precision[l * p + i]! * factor[k * p + l]!;
      factor[k * p + i] = sum / precision[i * p + i]!;
    }
  }
  const constant = logGamma((4 + p) / 2) - logGamma(2) - 0.5 * p * Math.log(4 * Math.PI);
  return { at: x, precision, factor, logConstant: constant + logDeterminant };
}

/** Cholesky factor, row-major; of the diagonal alone where H is not positive definite. */
function rootOf(H: Float64Array, p: number): Float64Array {
  const L = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j <= i; j++) {
      let sum = H[i * p + j]!;
      for (let k = 0; k < j; k++) sum -= L[i * p + k]! * L[j * p + k]!;
      if (i === j && !(sum > 1e-3 * H[i * p + i]!)) {
        return H.map((v, index) => (index % (p + 1) === 0 ? Math.sqrt(v) : 0));
      }
      L[i * p + j] = i === j ? Math.sqrt(sum) : sum / L[j * p + j]!;
    }
  return L;
}

/** log density of the t at the coordinates of x from `offset` on. */
function logPeak({ at, precision, logConstant }: Peak, x: Float64Array, offset: number): number {
  const p = at.length;
  let square = 0;
  for (let j = 0; j < p; j++) {
    let sum = 0;
    for (let i = j; i < p; i++) sum += precision[i * p + j]! * (x[offset + i]! - at[i]!);
    square += sum * sum;
  }
  return logConstant - 0.5 * (4 + p) * Math.log1p(square / 4);
}

/** A point of the t from uniforms, written to x from `offset` on. χ² with 4 degrees of freedom is −2 log of two uniforms. */
function drawPeak({ at, factor }: Peak, uniform: (j: number) => number, x: Float64Array, offset: number): void {
  const p = at.length;
  const stretch = Math.sqrt(-2 / Math.log(uniform(0) * uniform(1)));
  x.set(at, offset);
  for (let j = 0; j < p; j++) {
    const t = normal.quantile(uniform(2 + j)) * stretch;
    for (let k = 0; k < p; k++) x[offset + k] = x[offset + k]! + factor[j * p + k]! * t;
  }
}

/** Share of the proposals that go to the neighbourhood of a unit root. */
const WALK_SHARE = 0.4;
/** Where the other coordinates are looked at there: a first partial autocorrelation of 0.98. */
const WALK_AT = 2.3;

/**
 * Halton points in place of chance through a defensive mixture (Hesterberg 1995): a t around the mode, and a second part that
 * follows the prior of the first partial autocorrelation from the mode to the unit root, where the density has a long tail that
 * the first part would miss.
 */
export function proposedNodes(density: Density, p: number, points: number): Proposal[] {
  const start = new Float64Array(p);
  start[0] = 0.5;
  const main = peakOf(density, start, 0);
  const near = main.at.slice();
  near[0] = Math.max(WALK_AT, near[0]!);
  const walk = peakOf(density, near, 1);
  const from = Math.asin(Math.tanh(main.at[0]!)); // the prior is flat in the angle
  const room = Math.PI / 2 - from;
  const logMixture = (x: Float64Array): number => {
    const a = Math.log(1 - WALK_SHARE) + logPeak(main, x, 0);
    if (x[0]! < main.at[0]!) return a;
    const b = Math.log(WALK_SHARE) - Math.log(Math.cosh(x[0]!) * room) + logPeak(walk, x, 1);
    return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
  };
  const count = points * (2 + 3 * p);
  const walks = Math.round(WALK_SHARE * count);
  return Array.from({ length: count }, (_, i) => {
    const x = new Float64Array(p);
    if (i < walks) {
      x[0] = Math.min(12, Math.atanh(Math.sin(from + room * ((i + 0.5) / walks))));
      drawPeak(walk, (j) => radicalInverse(i + 1, primes[j]!), x, 1);
    } else drawPeak(main, (j) => radicalInverse(i - walks + 1, primes[j]!), x, 0);
    return { x, logVolume: -logMixture(x) - Math.log(count) };
  });
}
