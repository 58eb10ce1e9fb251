import type { Matrix } from "@ie/stats";
import type { Contrast } from "../../units/index.ts";

/** What an answer needs to know of matches, with or without replacement. */
export interface Matched extends Contrast {
  /** Infinity for the normal distribution. */
  readonly df: number;
  readonly uncorrected: number;
  /** n: weight of each unit in the matched sample; 0 for units that are neither matched nor matches. */
  readonly weights: Float64Array;
  /** n: 1 for units that have a match, of the arms that the estimand is about. */
  readonly focal: Uint8Array;
  /** n: how often each unit is a match. */
  readonly times: Float64Array;
  /** Of a pair, in units of the distance of the study's cells. */
  readonly largestDistance: number;
  /** Units that have fewer matches than wanted. */
  readonly short: number;
  /** Covariates that the bias correction could not use. */
  readonly aliased: readonly number[];
  readonly inference: string;
  /** Of matched sets: unit less its partners, treated less control; null with replacement. */
  readonly differences: Float64Array | null;
  /** n codes of matched sets, −1 outside; null with replacement. */
  readonly sets: Int32Array | null;
  /** What estimating the propensity score took off the variance; null where that does not enter. */
  readonly scoreAdjustment: number | null;
}

/** Columns of a bias correction, null for none. */
export type Correction = Matrix | null;
