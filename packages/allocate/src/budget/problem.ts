import type { Curve } from "./curves/curve.ts";

/** Limits on a sum of channels. Groups are nested: `children` are indexes of groups that lie within this one. */
export interface Group {
  readonly name: string | null;
  /** Channels of this group that are in none of its children. */
  readonly channels: Int32Array;
  readonly children: Int32Array;
  readonly min: number;
  readonly max: number;
}

/**
 * Maximise Σ fᵢ(xᵢ) − price·Σ xᵢ. Channel i lies in [lo, hi], or is 0 where `off` is 1. Group 0 is the whole, with the budget as
 * its limits. Channels are in the order of their names, so that ties do not depend on the order of input.
 */
export interface Problem {
  readonly curves: readonly Curve[];
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly off: Uint8Array;
  readonly groups: readonly Group[];
  readonly price: number;
}

/** Bounds that a branch has narrowed; same shape as in {@link Problem}. */
export interface Box {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly off: Uint8Array;
}

/** Σ fᵢ(xᵢ) − price·Σ xᵢ. */
export function objectiveAt({ curves, price }: Problem, x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += curves[i]!.value(x[i]!) - price * x[i]!;
  return sum;
}
