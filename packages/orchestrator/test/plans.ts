import { unwrap } from "@ie/contracts";
import { parsePlan } from "../src/plan/parse-plan.ts";
import type { RunPlan } from "../src/plan/run-plan.ts";
import { fakeReader, type FakeConfig } from "./fake-reader.ts";

export interface PlanParts {
  readonly budget?: number;
  readonly scaleSampleSize?: number | null;
  readonly maxWorkers?: number;
  readonly seed?: number;
  readonly currency?: string | null;
  readonly costs?: Readonly<Record<string, number>>;
  readonly multiplier?: number;
  readonly shrinkage?: boolean;
}

/** A plan on mocks: initiatives by their costs. */
export async function mockPlan(parts: PlanParts = {}): Promise<RunPlan<FakeConfig>> {
  const costs = parts.costs ?? { "init-001": 10_000, "init-002": 15_000, "init-003": 8_000 };
  const text = JSON.stringify({
    budget: parts.budget ?? 100_000,
    scale_sample_size: parts.scaleSampleSize === undefined ? 5000 : parts.scaleSampleSize,
    max_workers: parts.maxWorkers ?? 4,
    seed: parts.seed ?? 0,
    currency: parts.currency ?? null,
    shrinkage: parts.shrinkage ?? false,
    initiatives: Object.entries(costs).map(([id, cost]) => ({
      initiative_id: id,
      cost_to_scale: cost,
      return_multiplier: parts.multiplier ?? 1,
    })),
  });
  return unwrap(await parsePlan(text, "plan.json", fakeReader()), "plan");
}
