import type { EvaluateResult, Failure, Interval, MeasureResult, OutcomeReport, RunResult } from "@ie/contracts";

type Incomparable = Pick<Failure, "code" | "message">;

/** Why a scale run says nothing on the pilot's prediction, or null. */
function incomparable(pilot: MeasureResult, scale: MeasureResult): Incomparable | null {
  const id = `report: the scale run of "${scale.initiativeId}"`;
  if (scale.sampleSize < pilot.sampleSize) {
    const what = `has ${scale.sampleSize} units, fewer than the pilot's ${pilot.sampleSize}`;
    return { code: "data/too-few-rows", message: `${id} ${what}; raise scale_sample_size or give it more data` };
  }
  const rows = scale.provenance?.dataFingerprint ?? null;
  if (rows !== null && rows === pilot.provenance?.dataFingerprint) {
    const hint = "give the initiative a scale: with its own path, dates, query or sample_size";
    return { code: "data/same-rows", message: `${id} measured the pilot's own rows; ${hint}` };
  }
  const [before, after] = [pilot.estimate, scale.estimate];
  if (before.interval.level !== after.interval.level) {
    const what = `has intervals of level ${after.interval.level}, the pilot of ${before.interval.level}`;
    return { code: "config/invalid", message: `${id} ${what}; give both the same level` };
  }
  if (before.unit !== null && after.unit !== null && before.unit !== after.unit) {
    const what = `measures "${after.unit}", the pilot "${before.unit}"`;
    return { code: "config/invalid", message: `${id} ${what}; measure the same outcome in both` };
  }
  return null;
}

function report(
  pilot: MeasureResult,
  evaluated: EvaluateResult,
  scale: MeasureResult,
  budgetAllocated: number,
): OutcomeReport {
  const { returns, returnMultiplier } = evaluated;
  const { value, interval } = scale.estimate;
  const predictedInterval: Interval = {
    lower: returns.worst,
    upper: returns.best,
    level: pilot.estimate.interval.level,
  };
  const actualReturn = value * returnMultiplier;
  return {
    initiativeId: scale.initiativeId,
    predictedReturn: returns.med,
    ...(evaluated.rawReturns === undefined ? {} : { rawPredictedReturn: evaluated.rawReturns.med }),
    predictedInterval,
    actualReturn,
    actualInterval: {
      lower: interval.lower * returnMultiplier,
      upper: interval.upper * returnMultiplier,
      level: interval.level,
    },
    predictionError: actualReturn - returns.med,
    withinInterval: predictedInterval.lower <= actualReturn && actualReturn <= predictedInterval.upper,
    sampleSizePilot: pilot.sampleSize,
    sampleSizeScale: scale.sampleSize,
    budgetAllocated,
    confidence: evaluated.confidence,
    design: pilot.design,
    currency: evaluated.currency,
  };
}

/** The documents that predicted and actual returns come from. */
export type Evidence = Pick<RunResult, "pilotResults" | "evaluateResults" | "allocateResult" | "scaleResults">;

/**
 * Predicted against actual for each initiative with a scale run, in the order of the scale runs. Returns are currency: the
 * pilot's median with its worst and best case, and the scale run's effect and interval × the initiative's multiplier. A scale
 * run that cannot answer the prediction (fewer units, the same rows, another level or unit) is a failure.
 */
export function outcomeReports({ pilotResults, evaluateResults, allocateResult, scaleResults }: Evidence): {
  readonly reports: readonly OutcomeReport[];
  readonly failures: readonly Failure[];
} {
  const pilots = new Map(pilotResults.map((pilot) => [pilot.initiativeId, pilot]));
  const evaluations = new Map(evaluateResults.map((evaluated) => [evaluated.initiativeId, evaluated]));
  const reports: OutcomeReport[] = [];
  const failures: Failure[] = [];
  for (const scale of scaleResults) {
    const { initiativeId } = scale;
    const pilot = pilots.get(initiativeId);
    const evaluated = evaluations.get(initiativeId);
    const { budgetAllocated } = allocateResult;
    const allocated = Object.hasOwn(budgetAllocated, initiativeId) ? budgetAllocated[initiativeId] : undefined;
    if (pilot === undefined || evaluated === undefined || allocated === undefined) {
      const missing = pilot === undefined ? "pilot" : evaluated === undefined ? "evaluation" : "budget";
      const message = `report: the scale run of "${initiativeId}" has no ${missing}; give the documents of one run`;
      failures.push({ initiativeId, stage: "report", code: "document/invalid", message });
      continue;
    }
    const fault = incomparable(pilot, scale);
    if (fault === null) reports.push(report(pilot, evaluated, scale, allocated));
    else failures.push({ initiativeId, stage: "report", ...fault });
  }
  return { reports, failures };
}
