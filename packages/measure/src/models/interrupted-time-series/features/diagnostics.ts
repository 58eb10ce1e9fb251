import { agreementOf } from "../checks/agreement.ts";
import { controlsCheck } from "../checks/controls.ts";
import { outliersCheck } from "../checks/outliers.ts";
import { preTrendCheck } from "../checks/pre-trend.ts";
import { residualChecks } from "../checks/residuals.ts";
import { stationarityCheck } from "../checks/stationarity.ts";
import type { DiagnosticsFeature } from "../features.ts";

/**
 * Whether the errors are as the method takes them to be, the series was stable before the intervention, no single date or covariate
 * carries the effect, and its forecast tells the same.
 */
export const diagnostics: DiagnosticsFeature = {
  options: {},
  faults: () => [],
  ofErrors: (series, answer) => [
    ...residualChecks(answer, series),
    ...stationarityCheck(series, answer.trended),
    preTrendCheck(series, answer),
  ],
  ofEffect: (series, options, answer, unit) => {
    const outliers = outliersCheck(series, answer, unit);
    return {
      checks: [...controlsCheck(series, options, answer), ...outliers.checks, ...agreementOf(answer)],
      effects: outliers.effects,
    };
  },
};
