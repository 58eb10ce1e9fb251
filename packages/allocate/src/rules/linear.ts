import { largest } from "../portfolio/stage.ts";
import { askStage, conclude } from "./ask-stage.ts";
import type { Ask, Decision } from "./decision.ts";
import type { Model } from "./model.ts";

/** Σ over s of weight × values, n. */
export function weighted(rows: readonly (readonly [weight: number, values: Float64Array])[], n: number): Float64Array {
  const sum = new Float64Array(n);
  for (const [weight, values] of rows) for (let i = 0; i < n; i++) sum[i]! += weight * values[i]!;
  return sum;
}

/** The portfolio of the largest Σ share × value. */
export async function decideLinear(model: Model, name: string, values: Float64Array, ask: Ask): Promise<Decision> {
  const stage = largest(name, model.problem, values);
  return conclude(model, stage, await askStage(model, stage, ask, []), ask, null);
}
