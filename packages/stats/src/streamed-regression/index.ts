export {
  createInferenceStream,
  type InferenceStream,
  type InferenceStreamOptions,
  type StreamedInference,
} from "./inference-stream.ts";
export { createRegressionStream, type RegressionStream, type StreamedLeastSquares } from "./regression-stream.ts";
