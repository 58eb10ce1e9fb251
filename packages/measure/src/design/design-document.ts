import type { DesignReport, SizedDesign } from "./design.ts";
import type { DesignResult } from "./plan-design.ts";
import type { SimulatedDesign } from "./simulate-design.ts";

type Plain = Readonly<Record<string, unknown>>;

function sizedDocument(sized: SizedDesign | null): Plain | null {
  if (sized === null) return null;
  return {
    n_control: sized.nControl,
    n_treated: sized.nTreated,
    units: sized.units,
    clusters: sized.clusters,
    days: sized.days,
    power: sized.power,
    minimum_detectable_effect: sized.minimumDetectableEffect,
    relative_minimum_detectable_effect: sized.relativeMinimumDetectableEffect,
    looks: sized.looks.map(({ fraction, units, day, bound, stops }) => ({ fraction, units, day, bound, stops })),
    expected_units: sized.expectedUnits,
  };
}

function analyticDocument(report: DesignReport): Plain {
  return {
    metric: report.metric,
    baseline: report.baseline,
    effect: report.effect,
    arms: report.arms,
    alpha: report.alpha,
    alpha_per_comparison: report.alphaPerComparison,
    power: report.power,
    sides: report.sides,
    variance_factor: report.varianceFactor,
    required: sizedDocument(report.required),
    available: sizedDocument(report.available),
    curve: report.curve.map(({ effect, relativeEffect, power }) => ({
      effect,
      relative_effect: relativeEffect,
      power,
    })),
    warnings: report.warnings,
  };
}

function simulatedDocument(result: SimulatedDesign): Plain {
  return {
    by: result.by,
    model: result.model,
    effect_scale: result.effectScale,
    alpha: result.alpha,
    power: result.power,
    runs: result.runs,
    independent_windows: result.independentWindows,
    curve: result.curve.map((point) => ({
      effect: point.effect,
      power: point.power,
      power_error: point.powerError,
      mean_estimate: point.meanEstimate,
      mean_truth: point.meanTruth,
      coverage: point.coverage,
      level: point.level,
      failures: point.failures,
    })),
    minimum_detectable_effect: result.minimumDetectableEffect,
    failure: result.failure,
  };
}

/** The result with the snake_case keys of documents, ready for JSON. */
export function designDocument({ analytic, simulated }: DesignResult): Plain {
  return {
    schema_version: "1.0",
    analytic: analytic === null ? null : analyticDocument(analytic),
    simulated: simulated === null ? null : simulatedDocument(simulated),
  };
}
