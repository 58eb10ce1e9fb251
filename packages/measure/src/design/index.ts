export { design, type DesignReport, type Look, type PowerPoint, type SizedDesign } from "./design.ts";
export { designDocument } from "./design-document.ts";
export { formatDesign } from "./format-design.ts";
export {
  designOptions,
  type ClusterOptions,
  type DesignOptions,
  type MetricOptions,
  type SumOptions,
} from "./options.ts";
export { readDesignConfig, runDesign, type DesignPlan, type DesignResult } from "./plan-design.ts";
export { simulateDesign, type SimulatedDesign, type SimulatedModel, type SimulatedPoint } from "./simulate-design.ts";
export { simulateOptions, type SimulateOptions } from "./simulate-options.ts";
