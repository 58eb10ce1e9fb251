import type { Check, MeasureResult } from "@ie/contracts";

export const passed: Check = { name: "balance", status: "pass", message: "balanced", value: 0.4 };

export const measured: MeasureResult = {
  initiativeId: "faster-search",
  design: "experiment",
  model: "experiment",
  estimate: {
    estimand: "ate",
    value: 2,
    stderr: 0.5,
    interval: { lower: 1, upper: 3, level: 0.95 },
    pValue: 0.01,
    unit: "revenue per unit",
  },
  sampleSize: 300,
  diagnostics: { r_squared: 0.5 },
  checks: [passed],
  effects: [],
  terms: [],
  tables: {},
  series: null,
  provenance: null,
};
