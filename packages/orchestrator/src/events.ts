import type { Failure, Stage } from "@ie/contracts";

/** The five stages in their order, as people call them. */
export const stageTitles: Readonly<Record<Stage, string>> = {
  measure_pilot: "MEASURE (pilot)",
  evaluate: "EVALUATE",
  allocate: "ALLOCATE",
  measure_scale: "MEASURE (scale)",
  report: "REPORT",
};

const order = Object.keys(stageTitles);

/** Where a run stands: `index` of `total` stages, counted from 1. */
export interface StagePlace {
  readonly stage: Stage;
  readonly title: string;
  readonly index: number;
  readonly total: number;
}

export function stagePlace(stage: Stage): StagePlace {
  return { stage, title: stageTitles[stage], index: order.indexOf(stage) + 1, total: order.length };
}

/** Progress of a run. Stages come in order; initiatives within a stage come as they start and end. */
export type RunEvent =
  /** `count`: initiatives that enter the stage; 0 where there is nothing to do. */
  | ({ readonly kind: "stage-started"; readonly count: number } & StagePlace)
  | { readonly kind: "initiative-started"; readonly stage: Stage; readonly initiativeId: string }
  | { readonly kind: "initiative-finished"; readonly stage: Stage; readonly initiativeId: string }
  | ({ readonly kind: "initiative-failed" } & Failure)
  /** `initiativeIds`: with an answer; for ALLOCATE the selected ones. */
  | ({ readonly kind: "stage-finished"; readonly initiativeIds: readonly string[] } & StagePlace);

export type OnEvent = (event: RunEvent) => void;
