import { designs, type Context, type Design, type MeasureResult } from "@ie/contracts";
import type { MeasureRequest } from "../stages.ts";
import { stableUniform } from "./stable-uniform.ts";

/** Units of a scale run that nobody gave a size; above any pilot's. */
const scaleUnits = 5000;
/** Half width of a 95 % interval in standard errors. */
const z95 = 1.959963984540054;

function between(lower: number, upper: number, ...keys: readonly string[]): number {
  return lower + (upper - lower) * stableUniform(...keys);
}

/** Two-sided p-value of a standard normal to about 0.003 (Pólya 1949, Remarks on computing the probability integral). */
function pValue(z: number): number {
  const e = Math.exp((-2 * z * z) / Math.PI);
  return e / (1 + Math.sqrt(1 - e));
}

/**
 * Made-up evidence: each name has a true effect of its own, 0.05 to 0.25, and an estimate is that plus normal error whose
 * standard deviation falls with the root of the sample size. So the scale run differs from the pilot and lies closer to it.
 */
export async function mockMeasure(
  { initiativeId: id, phase, sampleSize }: MeasureRequest<unknown>,
  { rng }: Context,
): Promise<MeasureResult> {
  const pilotUnits = Math.floor(between(50, 500, id, "units"));
  const units = sampleSize ?? (phase === "pilot" ? pilotUnits : scaleUnits);
  const effect = between(0.05, 0.25, id, "effect");
  const stderr = effect * between(0.075, 0.15, id, "error") * Math.sqrt(pilotUnits / units);
  const value = effect + stderr * rng.normal();
  const design: Design = designs[Math.floor(stableUniform(id, "design") * designs.length)] ?? "observational";
  return {
    initiativeId: id,
    design,
    model: "mock",
    estimate: {
      estimand: "ate",
      value,
      stderr,
      interval: { lower: value - z95 * stderr, upper: value + z95 * stderr, level: 0.95 },
      pValue: pValue(value / stderr),
      unit: "made-up units",
    },
    sampleSize: units,
    diagnostics: { r_squared: between(0.6, 0.95, id, "fit") },
    checks: [],
    effects: [],
    terms: [],
    tables: {},
    series: null,
    provenance: { seed: null, configHash: null, dataFingerprint: null, versions: {}, mock: true },
  };
}
