import { mockAllocate } from "./mocks/mock-allocate.ts";
import { mockEvaluate } from "./mocks/mock-evaluate.ts";
import { mockMeasure } from "./mocks/mock-measure.ts";
import type { Stages } from "./stages.ts";

export { mockContext } from "./mocks/mock-context.ts";
export { mockReader } from "./mocks/mock-reader.ts";

/** Stages that make their numbers up, so that the loop can be tried without data. Every result says so in its provenance. */
export const mockStages: Stages<unknown> = { measure: mockMeasure, evaluate: mockEvaluate, allocate: mockAllocate };
