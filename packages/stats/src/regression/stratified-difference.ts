import { smallerArm, type Stratum } from "./assignment-design.ts";

/** Sums kept of each unit: rows n, outcomes T, W, and n², nT, nW, T², TW, W². */
const SUMS = 9;

/** Below it a variance, in units where outcomes are of size 1, is what rounding leaves of a zero. */
const ROUNDING = 1e-20;

/**
 * The difference in means d = t + ξw of outcomes T + ξW, and its variance vTT + 2 ξ vTW + ξ² vWW, of one assignment.
 */
export interface StratifiedDifference {
  t: number;
  w: number;
  vTT: number;
  vTW: number;
  vWW: number;
}

/** Sums of the units, `SUMS` numbers each, from their rows n, T and W. */
export function unitSums(rows: Float64Array, t: Float64Array, w: Float64Array): Float64Array {
  const sums = new Float64Array(SUMS * rows.length);
  for (let i = 0; i < rows.length; i++) {
    const n = rows[i]!;
    const T = t[i]!;
    const W = w[i]!;
    sums.set([n, T, W, n * n, n * T, n * W, T * T, T * W, W * W], SUMS * i);
  }
  return sums;
}

/**
 * Strata with fewer than two units in an arm, which have no variance of their own; null when they have none together either, as one of them
 * holds half their rows.
 */
export function smallStrata(strata: readonly Stratum[], rows: Float64Array): readonly boolean[] | null {
  const small = strata.map((stratum) => smallerArm(stratum) < 2);
  const sizes = strata.map(({ from, to }) => rows.subarray(from, to).reduce((sum, n) => sum + n, 0));
  const total = sizes.reduce((sum, size, s) => sum + (small[s]! ? size : 0), 0);
  return sizes.some((size, s) => small[s]! && 2 * size >= total) ? null : small;
}

/**
 * Evaluates assignments. Differences of strata are weighted with their rows. The variance is Neyman's (1923) within strata, for totals of
 * clusters linearised as a ratio's; strata marked `small` together have the variance between them of Pashley and Miratrix (2021, J. Educ.
 * Behav. Stat. 46), which for pairs is that of the mean of their differences. Without `small` variances are left at 0.
 */
export function createStratifiedDifference(
  strata: readonly Stratum[],
  units: Float64Array,
  small: readonly boolean[] | null,
): (chosen: Int32Array, result: StratifiedDifference) => void {
  const totals = strata.map(({ from, to }) => {
    const total = new Float64Array(SUMS);
    for (let unit = from; unit < to; unit++) addUnit(total, units, unit);
    return total;
  });
  const all = totals.reduce((sum, total) => sum + total[0]!, 0);
  const smallRows = totals.reduce((sum, total, s) => sum + (small?.[s] ? total[0]! : 0), 0);
  const spread = totals.reduce((sum, [n], s) => sum + (small?.[s] ? n! ** 2 / (smallRows - 2 * n!) : 0), 0);
  const chosenArm = new Float64Array(SUMS);
  const otherArm = new Float64Array(SUMS);
  const differences = new Float64Array(2 * strata.length);

  return (chosen, result) => {
    result.t = result.w = result.vTT = result.vTW = result.vWW = 0;
    let smallT = 0;
    let smallW = 0;
    for (let s = 0, at = 0; s < strata.length; s++) {
      const stratum = strata[s]!;
      const size = smallerArm(stratum);
      const total = totals[s]!;
      chosenArm.fill(0);
      for (let k = 0; k < size; k++, at++) addUnit(chosenArm, units, chosen[at]!);
      for (let k = 0; k < SUMS; k++) otherArm[k] = total[k]! - chosenArm[k]!;
      const sign = size === stratum.treated ? 1 : -1;
      const weight = total[0]! / all;
      const t = sign * (chosenArm[1]! / chosenArm[0]! - otherArm[1]! / otherArm[0]!);
      const w = sign * (chosenArm[2]! / chosenArm[0]! - otherArm[2]! / otherArm[0]!);
      differences[2 * s] = t;
      differences[2 * s + 1] = w;
      result.t += weight * t;
      result.w += weight * w;
      if (small?.[s]) {
        smallT += (total[0]! / smallRows) * t;
        smallW += (total[0]! / smallRows) * w;
      } else if (small) {
        addArm(result, chosenArm, size, weight);
        addArm(result, otherArm, stratum.to - stratum.from - size, weight);
      }
    }
    for (let s = 0; s < strata.length; s++) {
      if (!small?.[s]) continue;
      const n = totals[s]![0]!;
      const share = ((n * n) / ((smallRows - 2 * n) * (smallRows + spread))) * (smallRows / all) ** 2;
      addProducts(result, share, differences[2 * s]! - smallT, differences[2 * s + 1]! - smallW);
    }
    if (result.vTT < ROUNDING) result.vTT = result.vTW = 0;
    if (result.vWW < ROUNDING) result.vWW = result.vTW = 0;
  };
}

function addUnit(sums: Float64Array, units: Float64Array, unit: number): void {
  for (let k = 0, from = SUMS * unit; k < SUMS; k++, from++) sums[k] = sums[k]! + units[from]!;
}

function addProducts(result: StratifiedDifference, factor: number, t: number, w: number): void {
  result.vTT += factor * t * t;
  result.vTW += factor * t * w;
  result.vWW += factor * w * w;
}

/** Adds weight² times the variance of the mean of an arm of `size` units. */
function addArm(result: StratifiedDifference, sums: Float64Array, size: number, weight: number): void {
  const [n, sumT, sumW, nn, nT, nW, tt, tw, ww] = sums as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const t = sumT / n;
  const w = sumW / n;
  const factor = ((weight / n) ** 2 * size) / (size - 1);
  result.vTT += factor * (tt - 2 * t * nT + t * t * nn);
  result.vTW += factor * (tw - t * nW - w * nT + t * w * nn);
  result.vWW += factor * (ww - 2 * w * nW + w * w * nn);
}
