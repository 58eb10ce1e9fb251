import type { Check, Diagnostics, Fit, OptionShape, Table } from "@ie/contracts";
import type { Proportion } from "@ie/stats";
import type { Answer } from "./answer.ts";
import type { Arms } from "./arms.ts";
import type { Contrast } from "./contrast.ts";
import type { Covariates } from "./covariates.ts";
import type { Regressor } from "./formula/regressors.ts";
import type { ExperimentOptions, Looks } from "./options.ts";
import type { Procedure } from "./procedure.ts";
import type { Resampled, ResamplingRows } from "./resampling/resample.ts";

/** A fault of options that each are right but do not go together. */
export interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/** What an experiment can do beyond its core: options of its own, and what they must not be together with others. */
interface Capability {
  readonly options: OptionShape;
  faults(options: ExperimentOptions): readonly (Fault | null)[];
}

/** Options `covariates`, `adjustment` and `missing_covariates`; the balance of covariates over the arms. */
export interface AdjustmentCapability extends Capability {
  covariates(table: Table, options: ExperimentOptions): Covariates;
  /** Slopes of the covariates in each arm. */
  slopes(covariates: readonly Regressor[], arms: Arms): readonly Regressor[];
  balance(
    covariates: readonly Regressor[],
    arms: Arms,
    clusters: Int32Array | null,
  ): { readonly checks: readonly Check[]; readonly table: Table };
}

/** `metric: proportion` with score intervals. */
export interface ProportionsCapability extends Capability {
  answer(contrast: Contrast, treated: Proportion, control: Proportion, level: number): Answer;
}

/** `inference: wild_bootstrap` and `randomisation`; options `strata` and `draws`. */
export interface ResamplingCapability extends Capability {
  /** Null where it bounds no interval. */
  wildBootstrap(rows: ResamplingRows, contrast: Contrast, weights: Float64Array, stream: string): Resampled | null;
  randomisation(rows: ResamplingRows, contrast: Contrast, adjust: readonly number[], stream: string): Resampled | null;
  strata(strata: Int32Array, codes: Int32Array, arm: number): Check;
}

/** Repeated looks: options `looks` and `interim`. */
export interface SequentialCapability extends Capability {
  procedure(looks: Looks, level: number, n: number): Procedure;
  peeking(looks: Looks | null, interim: boolean): Check | null;
  /** The bounds of a planned sequence. */
  tables(looks: Looks | null, level: number): Readonly<Record<string, Table>>;
  /** The effect corrected for having looked before, where the sequence ends. */
  stageWise(answer: Answer, looks: Looks | null, level: number): Diagnostics;
}

/** Sums over the units of each arm instead of their rows: option `summary`. */
export interface SummariesCapability extends Capability {
  fit(table: Table, options: ExperimentOptions, capabilities: Capabilities): Fit;
}

/** What {@link createExperiment} takes; what is left out is not in the bundle either. */
export interface Capabilities {
  readonly adjustment?: AdjustmentCapability;
  readonly proportions?: ProportionsCapability;
  readonly resampling?: ResamplingCapability;
  readonly sequential?: SequentialCapability;
  readonly summaries?: SummariesCapability;
}

/** `message` at `key` where `wrong`. */
export function faultWhen(key: string | readonly string[], wrong: boolean, message: string): Fault | null {
  return wrong ? { path: typeof key === "string" ? [key] : key, message } : null;
}
