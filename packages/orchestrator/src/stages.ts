import type { AllocateResult, Context, EvaluateResult, MeasureResult } from "@ie/contracts";
import type { PlainOptions } from "./plan/run-plan.ts";

export type Phase = "pilot" | "scale";

export interface MeasureRequest<M> {
  readonly initiativeId: string;
  readonly phase: Phase;
  /** Null where the plan runs on mocks. */
  readonly config: M | null;
  /** Units to draw; null leaves it to `config`. */
  readonly sampleSize: number | null;
}

export interface EvaluateRequest {
  readonly result: MeasureResult;
  /** Currency needed to scale the initiative. */
  readonly cost: number;
  /** Currency gained at scale per unit of effect. */
  readonly returnMultiplier: number;
  readonly currency: string | null;
  /** Null: the stage's own default. */
  readonly scorer: string | null;
  readonly options: PlainOptions;
}

export interface AllocateRequest {
  /** In the plan's order, which must not matter; empty where no initiative could be evaluated. */
  readonly candidates: readonly EvaluateResult[];
  readonly budget: number;
  readonly currency: string | null;
  /** Null: the stage's own default. */
  readonly rule: string | null;
  readonly options: PlainOptions;
}

export interface ShrinkRequest {
  /** All that were evaluated, chosen or not. */
  readonly evaluations: readonly EvaluateResult[];
  /** Of the intervals behind best and worst returns. */
  readonly level: number;
}

/**
 * The work of a run, as functions. Where a valid request has no answer they throw an ImpactError; any other error is a bug
 * and ends the run. `context.rng` is the initiative's own stream of the phase.
 */
export interface Stages<M> {
  measure(request: MeasureRequest<M>, context: Context): Promise<MeasureResult>;
  evaluate(request: EvaluateRequest, context: Context): Promise<EvaluateResult>;
  /** Same initiatives in the same order, other returns, the measured ones in `rawReturns`. Needed where a plan asks for shrinkage. */
  shrink?(request: ShrinkRequest, context: Context): Promise<readonly EvaluateResult[]>;
  allocate(request: AllocateRequest, context: Context): Promise<AllocateResult>;
}
