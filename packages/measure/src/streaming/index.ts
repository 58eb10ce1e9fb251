export { measureExperimentStream } from "./measure-experiment-stream.ts";
export type { OpenRows } from "./open-rows.ts";
export type { StreamedExperimentOptions } from "./options.ts";
