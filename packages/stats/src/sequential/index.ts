export {
  confidenceSequence,
  type ConfidenceSequenceInput,
  type ConfidenceSequenceLook,
} from "./confidence-sequence.ts";
export { crossingFunction, crossingProbabilities, driftForPower, type Boundaries, type Crossing } from "./crossing.ts";
export { repeatedInterval, type RepeatedInterval, type RepeatedIntervalInput } from "./repeated-interval.ts";
export type { Spending } from "./spending.ts";
export { spendingBounds, type SpendingBoundsInput } from "./spending-bounds.ts";
export { stageWiseInference, type StageWiseInput, type StageWiseResult } from "./stage-wise.ts";
