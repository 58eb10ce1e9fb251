import type { Rng } from "../random/rng.ts";

/**
 * y_t = level_t + Σ seasons + (x_t − x̄)'β + ε_t with ε_t ~ N(0, σ²): a Bayesian structural time series (Scott and Varian 2014;
 * Brodersen et al. 2015), whose x̄ are the regressors' means over the observed rows.
 */
export interface BstsSpec {
  /** A random walk, or a random walk whose drift is a random walk itself. */
  readonly level: "local_level" | "local_linear_trend";
  readonly seasons: readonly BstsSeason[];
  readonly priors: BstsPriors;
}

/** Effects of `periods` seasons that sum to zero but for a disturbance (Harvey 1989, equation 2.3.50). */
export interface BstsSeason {
  /** Seasons in a cycle, at least 2: 7 for days of the week. */
  readonly periods: number;
  /** Rows that one season lasts, the first season starting at the first row; default 1. */
  readonly duration?: number;
}

/**
 * A standard deviation whose inverse square is Gamma(df / 2, rate df · guess² / 2), cut off where the standard deviation exceeds
 * `upperLimit`: a guess worth `df` observations.
 */
export interface SdPrior {
  readonly guess: number;
  readonly df: number;
  /** May be Infinity. */
  readonly upperLimit: number;
}

export interface NormalPrior {
  readonly mean: number;
  readonly sd: number;
}

/**
 * Spike and slab (George and McCulloch 1997): regressor j takes part with probability `inclusionProbability`, independently; the
 * coefficients that take part are N(0, σ² Ω⁻¹), Ω = w ((1 − s) X'X + s diag(X'X)) / n over centred regressors and observed rows, with
 * w the `informationWeight` and s the `diagonalShrinkage`.
 */
export interface SpikeSlabPrior {
  /**
   * Whether a column of ones is a candidate too, as in a formula of bsts; the level's draws include its coefficient. Its slab is measured
   * in σ, so that it makes σ a little smaller.
   */
  readonly intercept: boolean;
  readonly inclusionProbability: number;
  /** Observations' worth of information on the coefficients. */
  readonly informationWeight: number;
  /** From 0 (Zellner's g-prior) to 1 (independent coefficients). */
  readonly diagonalShrinkage: number;
}

/** In the units of y; those of a slope or of seasons are not read by models without them. */
export interface BstsPriors {
  readonly observationSd: SdPrior;
  readonly levelSd: SdPrior;
  readonly slopeSd: SdPrior;
  /** Of each season's disturbance, each with a variance of its own. */
  readonly seasonSd: SdPrior;
  /** Of the level in the first row, with the regressors at their means. */
  readonly initialLevel: NormalPrior;
  readonly initialSlope: NormalPrior;
  /** Of the `periods` − 1 season effects up to the first row. */
  readonly initialSeason: NormalPrior;
  readonly coefficients: SpikeSlabPrior;
}

/** Draws of all chains, one chain after the other, in the units of y and of the regressors. */
export interface BstsDraws {
  readonly spec: BstsSpec;
  /** Draws kept, over all chains. */
  readonly draws: number;
  readonly chains: number;
  /** Rows of y. */
  readonly n: number;
  /** Regressors. */
  readonly k: number;
  /** draws × k: coefficient j of draw d stands at [d · k + j]; exactly 0 where the regressor is left out. */
  readonly coefficients: Float64Array;
  /** Per regressor the share of draws in which it takes part. */
  readonly inclusion: Float64Array;
  /** Standard deviation of ε, one per draw. */
  readonly sigmaObservation: Float64Array;
  /** Standard deviation of the level's disturbance, one per draw. */
  readonly sigmaLevel: Float64Array;
  /** Null without a slope. */
  readonly sigmaSlope: Float64Array | null;
  /** One array per season. */
  readonly sigmaSeasons: readonly Float64Array[];
  /** Posterior mean of y_t − ε_t, one per row, missing rows included. */
  readonly fitted: Float64Array;
  /** Posterior standard deviation of y_t − ε_t. */
  readonly fittedSd: Float64Array;
  /** Posterior mean of the level, with the regressors at their means. */
  readonly level: Float64Array;
  /** Means of the regressors over the observed rows, k of them. */
  readonly regressorMeans: Float64Array;
  /** draws × stateSize, per draw the state of the last row: level, slope if any, each season's latest periods − 1 effects, newest first. */
  readonly finalStates: Float64Array;
  readonly stateSize: number;
}

export interface BstsOptions {
  readonly rng: Rng;
  /** Draws kept per chain. */
  readonly draws: number;
  /** First draws of each chain, thrown away; default a tenth of `draws`, at least 100. */
  readonly burn?: number;
  /** Keep every thin-th draw; default 1. */
  readonly thin?: number;
  /** Default 1; chain c draws from `rng.stream(c)`. */
  readonly chains?: number;
  /** Aborts between draws by throwing the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called about a hundred times with the share done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface CausalImpactOptions {
  /** Guess of the level's disturbance, in standard deviations of y; default 0.01. */
  readonly levelSd?: number;
}
