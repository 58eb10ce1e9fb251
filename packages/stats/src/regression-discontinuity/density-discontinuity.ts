import * as normal from "../distributions/normal.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";

export interface DensityDiscontinuity {
  /** ln of the density just above 0 over that just below. */
  readonly value: number;
  readonly stderr: number;
  readonly pValue: number;
  readonly below: number;
  readonly above: number;
  readonly bandwidth: number;
  readonly binWidth: number;
}

/** McCrary (2008, section 3.2): of the pilot for the triangular kernel at a boundary. */
const kappa = 3.348;

/**
 * Jump of the density of x (n, finite) at 0: local linear regression of a histogram that no bin of which spans 0 (McCrary 2008, equations 4 to
 * 7). The bandwidth is half of his pilot, since one of least error leaves bias in the test (his section 3.2). Null where a side has too few
 * bins or a density that is not positive.
 */
export function densityDiscontinuity(x: Float64Array): DensityDiscontinuity | null {
  const n = x.length;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const binWidth = (2 * deviation) / Math.sqrt(n);
  if (!(binWidth > 0)) return null;
  const sides = [histogram(x, binWidth, -1), histogram(x, binWidth, 1)];
  const pilots = sides.map(pilot);
  const bandwidth = pilots.reduce((sum, each) => sum + each, 0) / 4;
  if (!Number.isFinite(bandwidth)) return null;
  const [below = NaN, above = NaN] = sides.map((side) => boundaryMean(side, bandwidth));
  if (!(below > 0 && above > 0)) return null;
  const value = Math.log(above / below);
  const stderr = Math.sqrt((4.8 / (n * bandwidth)) * (1 / above + 1 / below));
  return {
    value,
    stderr,
    pValue: Math.min(1, 2 * normal.upperTail(Math.abs(value) / stderr)),
    below,
    above,
    bandwidth,
    binWidth,
  };
}

interface Histogram {
  /** Distance of each bin's middle from 0, and its height. */
  readonly middle: Float64Array;
  readonly height: Float64Array;
}

const isOn = (value: number, sign: -1 | 1): boolean => value >= 0 === (sign === 1);

function histogram(x: Float64Array, width: number, sign: -1 | 1): Histogram {
  const bin = (value: number): number => (sign === 1 ? Math.floor(value / width) : -1 - Math.floor(value / width));
  let bins = 0;
  for (const value of x) if (isOn(value, sign)) bins = Math.max(bins, bin(value) + 1);
  const height = new Float64Array(bins);
  for (const value of x) {
    if (isOn(value, sign)) height[bin(value)] = height[bin(value)]! + 1 / (x.length * width);
  }
  return { middle: height.map((_, j) => (j + 0.5) * width), height };
}

/** κ [σ² range ÷ Σ f″²]^(1/5) by a quartic over all bins; NaN with too few of them. */
function pilot({ middle, height }: Histogram): number {
  const bins = middle.length;
  if (bins < 7) return NaN;
  const range = middle.at(-1)!;
  const design = createMatrix(bins, 5);
  for (let i = 0; i < bins; i++) for (let j = 0; j < 5; j++) design.data[i + j * bins] = (middle[i]! / range) ** j;
  const { coefficients, rss } = leastSquares(design, height);
  let curvature = 0;
  for (const each of middle) {
    const u = each / range;
    const second = 2 * coefficients[2]! + 6 * coefficients[3]! * u + 12 * coefficients[4]! * u * u;
    curvature += (second / (range * range)) ** 2;
  }
  return kappa * (((rss / (bins - 5)) * range) / curvature) ** 0.2;
}

/** Local linear regression at 0 with a triangular kernel; NaN with fewer than three bins in reach. */
function boundaryMean({ middle, height }: Histogram, h: number): number {
  let [s0, s1, s2, t0, t1, count] = [0, 0, 0, 0, 0, 0];
  for (let j = 0; j < middle.length && middle[j]! < h; j++) {
    const weight = 1 - middle[j]! / h;
    const u = middle[j]! / h;
    s0 += weight;
    s1 += weight * u;
    s2 += weight * u * u;
    t0 += weight * height[j]!;
    t1 += weight * u * height[j]!;
    count += 1;
  }
  return count < 3 ? NaN : (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1);
}
