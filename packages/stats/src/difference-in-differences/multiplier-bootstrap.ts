import * as normal from "../distributions/normal.ts";
import type { Rng } from "../random/rng.ts";

/** Options of {@link multiplierBootstrap}. */
export interface MultiplierOptions {
  readonly rng: Rng;
  /** Default 1000. */
  readonly draws?: number;
  /** Coverage of the band, in (0, 1). Default 0.95. */
  readonly level?: number;
  /** Default `mammen`, two points with third moment 1 (Mammen 1993); `rademacher`: signs. */
  readonly weights?: "mammen" | "rademacher";
  /** Looked at between blocks of draws; an aborted one throws its reason. */
  readonly signal?: AbortSignal;
}

/** Result of {@link multiplierBootstrap}. */
export interface MultiplierBootstrap {
  /** m standard errors: interquartile range of the draws over that of the standard normal; 0 for influence of zero, NaN for NaN. */
  readonly stderr: Float64Array;
  /** The band that covers all m effects at once is value ± `criticalValue` · stderr. Not below the normal quantile of one effect. */
  readonly criticalValue: number;
  /** Monte Carlo standard error of `criticalValue`. */
  readonly criticalValueError: number;
  /** Largest |draw / stderr| over the effects, one for each draw, ascending. */
  readonly suprema: Float64Array;
  readonly draws: number;
}

/** Clusters whose influence is held in cache while all draws pass over them. */
const BLOCK = 1024;
const ROOT_5 = Math.sqrt(5);
const LOW = (1 - ROOT_5) / 2;
const HIGH = (1 + ROOT_5) / 2;
/** P(LOW) of Mammen's weights in parts of 2³⁰, and its first 15 bits, which decide all but one draw of 32,768. */
const LOW_PARTS = Math.round((HIGH / ROOT_5) * 2 ** 30);
const LOW_FIRST = LOW_PARTS >> 15;
const LOW_REST = LOW_PARTS & 0x7fff;

/**
 * Multiplier bootstrap of m estimates from their `influence`, m columns of C numbers each (Callaway and Sant'Anna 2021, algorithm 1): each draw
 * gives every cluster a random weight with mean 0 and variance 1 and sums. Effects whose influence is zero or NaN are left out of the band.
 * RangeError when columns differ in length, `draws` is not a whole number from 1 or `level` not in (0, 1).
 */
export function multiplierBootstrap(
  influence: readonly Float64Array[],
  options: MultiplierOptions,
): MultiplierBootstrap {
  const { draws = 1000, level = 0.95 } = options;
  const m = influence.length;
  if (!Number.isInteger(draws) || draws < 1) {
    throw new RangeError(`multiplierBootstrap: draws must be a whole number from 1; got ${draws}`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`multiplierBootstrap: level must be in (0, 1); got ${level}`);
  if (influence.some((column) => column.length !== influence[0]!.length)) {
    throw new RangeError("multiplierBootstrap: all columns of influence must have one length");
  }
  const sums = drawSums(influence, draws, options);
  const stderr = new Float64Array(m);
  const suprema = new Float64Array(draws);
  const range = 2 * normal.quantile(0.75);
  for (let c = 0; c < m; c++) {
    const column = sums.subarray(c * draws, (c + 1) * draws);
    const sorted = column.slice().sort();
    stderr[c] = Number.isNaN(column[0]) ? NaN : (empirical(sorted, 0.75) - empirical(sorted, 0.25)) / range;
    if (!(stderr[c]! > 0)) continue;
    for (let b = 0; b < draws; b++) suprema[b] = Math.max(suprema[b]!, Math.abs(column[b]!) / stderr[c]!);
  }
  suprema.sort();
  const criticalValue = Math.max(empirical(suprema, level), normal.quantile((1 + level) / 2));
  // Half the distance between the order statistics one binomial standard error to each side.
  const step = Math.sqrt((level * (1 - level)) / draws);
  const criticalValueError =
    (empirical(suprema, Math.min(1, level + step)) - empirical(suprema, Math.max(0, level - step))) / 2;
  return { stderr, criticalValue, criticalValueError, suprema, draws };
}

/**
 * p of the test that all m effects are 0: share of draws whose supremum is at least that of `values`, counting the data as one draw, so that
 * it is never below 1 / (draws + 1). NaN when no effect has a standard error.
 */
export function supremumPValue({ suprema, stderr, draws }: MultiplierBootstrap, values: Float64Array): number {
  if (values.length !== stderr.length) {
    throw new RangeError(`supremumPValue: values must hold ${stderr.length} numbers; got ${values.length}`);
  }
  let largest = NaN;
  for (let c = 0; c < values.length; c++) {
    if (stderr[c]! > 0) largest = Math.max(Number.isNaN(largest) ? 0 : largest, Math.abs(values[c]!) / stderr[c]!);
  }
  if (Number.isNaN(largest)) return NaN;
  let low = 0;
  let high = draws;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (suprema[middle]! < largest) low = middle + 1;
    else high = middle;
  }
  return (draws - low + 1) / (draws + 1);
}

/** Smallest value with at least a share p of the ascending values at or below it. */
function empirical(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1)]!;
}

/** draws × m sums Σ weight · influence. */
function drawSums(influence: readonly Float64Array[], draws: number, options: MultiplierOptions): Float64Array {
  const { rng, weights = "mammen", signal } = options;
  const m = influence.length;
  const clusters = influence[0]?.length ?? 0;
  const sums = new Float64Array(draws * m);
  const v = new Float64Array(BLOCK);
  const fill = weights === "mammen" ? fillMammen : fillSigns;
  for (let from = 0; from < clusters; from += BLOCK) {
    const count = Math.min(BLOCK, clusters - from);
    signal?.throwIfAborted();
    for (let b = 0; b < draws; b++) {
      fill(rng, v, count);
      for (let c = 0; c < m; c += 4) addFour(influence, c, from, count, v, sums, b, draws);
    }
  }
  return sums;
}

/** Adds the sums of columns c … c + 3 over a block: four chains of additions at a time keep the processor busy. */
function addFour(
  influence: readonly Float64Array[],
  c: number,
  from: number,
  count: number,
  v: Float64Array,
  sums: Float64Array,
  b: number,
  draws: number,
): void {
  const last = influence.length - 1;
  const first = influence[c]!;
  const second = influence[Math.min(c + 1, last)]!;
  const third = influence[Math.min(c + 2, last)]!;
  const fourth = influence[Math.min(c + 3, last)]!;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0, at = from; i < count; i++, at++) {
    const weight = v[i]!;
    s0 += weight * first[at]!;
    s1 += weight * second[at]!;
    s2 += weight * third[at]!;
    s3 += weight * fourth[at]!;
  }
  sums[c * draws + b] = sums[c * draws + b]! + s0;
  if (c < last) sums[(c + 1) * draws + b] = sums[(c + 1) * draws + b]! + s1;
  if (c + 1 < last) sums[(c + 2) * draws + b] = sums[(c + 2) * draws + b]! + s2;
  if (c + 2 < last) sums[(c + 3) * draws + b] = sums[(c + 3) * draws + b]! + s3;
}

/** Two weights from each random word. */
function fillMammen(rng: Rng, v: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 2) {
    const bits = rng.integer(2 ** 30);
    v[i] = mammen(rng, bits >> 15);
    if (i + 1 < count) v[i + 1] = mammen(rng, bits & 0x7fff);
  }
}

function mammen(rng: Rng, bits: number): number {
  const isLow = bits === LOW_FIRST ? rng.integer(2 ** 15) < LOW_REST : bits < LOW_FIRST;
  return isLow ? LOW : HIGH;
}

/** 30 signs from each random word. */
function fillSigns(rng: Rng, v: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 30) {
    let bits = rng.integer(2 ** 30);
    for (let j = i; j < Math.min(i + 30, count); j++, bits >>= 1) v[j] = (bits & 1) * 2 - 1;
  }
}
