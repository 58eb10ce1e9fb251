import type {
  Effect,
  EvaluateResult,
  Interval,
  MeasureResult,
  OutcomeReport,
  Relative,
  RunResult,
} from "@ie/contracts";
import { stageTitles } from "./events.ts";
import { formatAmount, formatLevel, formatNumber, formatSigned, roundingOf } from "./number-text.ts";
import type { RunPlan } from "./plan/run-plan.ts";

/** What the text says of the plan. */
export type PlanFacts = Pick<RunPlan<unknown>, "currency" | "initiatives">;

const width = 70;
const label = (name: string): string => `  ${`${name}:`.padEnd(13)}`;

function heading(text: string): readonly string[] {
  return ["", "=".repeat(width), text, "=".repeat(width)];
}

function money(currency: string | null, text: string): string {
  return currency === null ? text : `${currency} ${text}`;
}

/** `EUR 4,080 [3,190, 4,970] at 95%`. */
export function formatReturn(value: number, interval: Interval, currency: string | null): string {
  const power = roundingOf(interval, value);
  const [lower, upper] = [formatNumber(interval.lower, power), formatNumber(interval.upper, power)];
  return `${money(currency, formatNumber(value, power))} [${lower}, ${upper}] at ${formatLevel(interval.level)}`;
}

/** `+0.15 [+0.11, +0.19]` and the unit after it; percent signs only where the unit starts with percent. */
function formatEffect({ estimate: { value, interval, unit } }: MeasureResult): { text: string; unit: string } {
  const percent = unit === null ? null : /^(?:%|percent(?=\s|$))\s*/.exec(unit);
  const sign = percent === null ? "" : "%";
  const rest = unit === null ? "" : unit.slice(percent?.[0].length ?? 0);
  const power = roundingOf(interval, value);
  const [estimate, lower, upper] = [value, interval.lower, interval.upper].map((x) => formatSigned(x, power) + sign);
  return { text: `${estimate} [${lower}, ${upper}]`, unit: rest === "" ? "" : ` ${rest}` };
}

/** `+14.2% [+11.0%, +17.6%]`; without the bounds where the set is no interval. */
function formatRelative({ value, interval }: Relative): string {
  const percent = (share: number, power: number): string => `${formatSigned(100 * share, power)}%`;
  if (interval === null) return `${percent(value, -1)} [no interval, since what it is relative to may be zero]`;
  const bounds = { ...interval, lower: 100 * interval.lower, upper: 100 * interval.upper };
  const power = roundingOf(bounds, 100 * value);
  return `${percent(value, power)} [${percent(interval.lower, power)}, ${percent(interval.upper, power)}]`;
}

function formatProbability(p: number): string {
  return p < 1e-4 ? "below 0.0001" : p.toFixed(4);
}

/** `treat b: +1.2 [+0.1, +2.3] revenue, +4% [+0%, +8%], p 0.0300, 0.0600 for the family`. */
function formatOther({ name, value, interval, unit, relative, pValue, adjustedPValue }: Effect): string {
  const power = roundingOf(interval ?? { lower: 0, upper: 0, level: 0.95 }, value);
  const [estimate, lower, upper] = [value, interval?.lower ?? 0, interval?.upper ?? 0].map((x) =>
    formatSigned(x, power),
  );
  const parts = [
    `${estimate}${interval === null ? "" : ` [${lower}, ${upper}]`} ${unit}`.trimEnd(),
    ...(relative === null ? [] : [formatRelative(relative)]),
    ...(pValue === null ? [] : [`p ${formatProbability(pValue)}`]),
    ...(adjustedPValue === null ? [] : [`${formatProbability(adjustedPValue)} for the family`]),
  ];
  return `${name}: ${parts.join(", ")}`;
}

function formatChecks({ checks }: MeasureResult): string {
  const passed = checks.filter(({ status }) => status === "pass").length;
  const others = checks.filter(({ status }) => status !== "pass").map(({ status, message }) => `${status}: ${message}`);
  return [...(passed > 0 ? [`${passed} passed`] : []), ...others].join(" · ");
}

/** One line for the checks that passed, one for each other. */
function checkLines({ checks }: MeasureResult): readonly string[] {
  const passed = checks.filter(({ status }) => status === "pass").length;
  const others = checks.filter(({ status }) => status !== "pass").map(({ status, message }) => `${status}: ${message}`);
  const lines = [...(passed > 0 ? [`${passed} passed`] : []), ...others];
  return lines.map((line, i) => `${i === 0 ? label("Checks") : " ".repeat(15)}${line}`);
}

function formatMethod({ design, model }: MeasureResult): string {
  return model === null ? design : `${design}, ${model}`;
}

/** One measurement as text: the effect with its interval first, in its own unit. */
export function formatMeasureResult(result: MeasureResult): string {
  const { estimate, sampleSize, checks, provenance } = result;
  const { text, unit } = formatEffect(result);
  const { pValue } = estimate;
  const significance = pValue === null ? "not given by the method" : formatProbability(pValue);
  const lines = [
    ...(provenance?.mock === true ? ["MOCK: the numbers are made up; no data was read"] : []),
    result.initiativeId,
    `${label("Effect")}${text}${unit} at ${formatLevel(estimate.interval.level)}`,
    ...(estimate.relative === undefined ? [] : [`${label("Relative")}${formatRelative(estimate.relative)}`]),
    `${label("p-value")}${significance}`,
    ...result.effects.map((effect, i) => `${i === 0 ? label("Also") : " ".repeat(15)}${formatOther(effect)}`),
    `${label("Method")}${formatMethod(result)}`,
    `${label("Samples")}${formatAmount(sampleSize)}`,
    ...(checks.length === 0 ? [] : checkLines(result)),
  ];
  return `${lines.join("\n")}\n`;
}

function card(report: OutcomeReport, pilot: MeasureResult, scale: MeasureResult): readonly string[] {
  const { currency, predictedInterval, predictedReturn, predictionError, actualInterval, actualReturn } = report;
  const error = formatSigned(predictionError, roundingOf(predictedInterval, predictedReturn));
  const [before, after] = [formatEffect(pilot), formatEffect(scale)];
  const lines = [
    "",
    report.initiativeId,
    "-".repeat(width),
    `${label("Predicted")}${formatReturn(predictedReturn, predictedInterval, currency)}`,
    ...(report.rawPredictedReturn === undefined
      ? []
      : [
          `${label("Pilot alone")}${money(currency, formatNumber(report.rawPredictedReturn, roundingOf(predictedInterval, predictedReturn)))}, before it was drawn towards the others`,
        ]),
    `${label("Actual")}${formatReturn(actualReturn, actualInterval, currency)}`,
    `${label("Error")}${money(currency, error)}; the actual is ${report.withinInterval ? "inside" : "outside"} the predicted interval`,
    `${label("Effect")}pilot ${before.text} → scale ${after.text}${after.unit}`,
    `${label("Confidence")}${report.confidence.toFixed(2)} (${formatMethod(pilot)})`,
  ];
  for (const [name, result] of [["pilot", pilot] as const, ["scale", scale] as const]) {
    if (result.checks.length > 0) lines.push(`${label("Checks")}${name}: ${formatChecks(result)}`);
  }
  const samples = `${formatAmount(report.sampleSizePilot)} → ${formatAmount(report.sampleSizeScale)}`;
  const budget = money(currency, formatAmount(report.budgetAllocated));
  return [...lines, `${label("Budget")}${budget}`, `${label("Samples")}${samples}`];
}

/** The mean absolute error, where the returns have a common measure; it is rounded like the widest prediction. */
function formatErrors(reports: readonly OutcomeReport[], units: ReadonlySet<string | null>): string {
  const inside = reports.filter((report) => report.withinInterval).length;
  const cover = `${inside} of ${reports.length} inside the predicted interval`;
  const first = reports[0];
  if (first === undefined || (first.currency === null && (units.size > 1 || units.has(null)))) return cover;
  const mean = reports.reduce((sum, { predictionError }) => sum + Math.abs(predictionError), 0) / reports.length;
  const power = Math.max(...reports.map((report) => roundingOf(report.predictedInterval, report.predictedReturn)));
  return `${money(first.currency, formatNumber(mean, power))} on average; ${cover}`;
}

function byId<T extends MeasureResult | EvaluateResult>(results: readonly T[]): ReadonlyMap<string, T> {
  return new Map(results.map((result) => [result.initiativeId, result]));
}

/**
 * A run as text: a card for each scaled initiative, then what failed, what was not selected and a summary. Estimates come with
 * their intervals, rounded to two digits of half the interval's width; returns in the plan's currency, effects in their own unit.
 */
export function formatRun(result: RunResult, { currency, initiatives }: PlanFacts): string {
  const { allocateResult, outcomeReports, failures, pilotResults, evaluateResults, scaleResults } = result;
  const pilots = byId(pilotResults);
  const scales = byId(scaleResults);
  const lines: string[] = [];
  if (result.provenance.mock) lines.push("MOCK RUN: the numbers are made up; no data was read");

  lines.push(...heading("OUTCOME REPORTS"));
  for (const report of outcomeReports) {
    const [pilot, scale] = [pilots.get(report.initiativeId), scales.get(report.initiativeId)];
    if (pilot !== undefined && scale !== undefined) lines.push(...card(report, pilot, scale));
  }
  if (allocateResult.selected.length === 0) lines.push("", "No initiative was selected for scaling");
  else if (outcomeReports.length === 0) lines.push("", "No selected initiative has an outcome");

  if (failures.length > 0) lines.push(...heading("FAILED"));
  for (const { initiativeId, stage, code, message } of failures) {
    lines.push("", `${initiativeId} in ${stageTitles[stage]}`, `  ${message} (${code})`);
  }

  const { excluded, warnings } = allocateResult.explanation;
  if (excluded.length > 0) lines.push(...heading("NOT SELECTED"), "");
  for (const { initiativeId, reason } of excluded) lines.push(`  ${initiativeId}: ${reason}`);

  const spent = Object.values(allocateResult.budgetAllocated).reduce((sum, amount) => sum + amount, 0);
  lines.push(
    ...heading("SUMMARY"),
    `${label("Initiatives")}${initiatives.length} planned, ${evaluateResults.length} evaluated, ${allocateResult.selected.length} selected, ${outcomeReports.length} reported`,
    `${label("Budget")}${money(currency, formatAmount(spent))} of ${formatAmount(allocateResult.budget)} allocated`,
  );
  if (outcomeReports.length > 0) {
    const units = new Set(scaleResults.map(({ estimate }) => estimate.unit));
    lines.push(`${label("Errors")}${formatErrors(outcomeReports, units)}`);
  }
  for (const warning of warnings) lines.push(`${label("Warning")}${warning}`);
  return `${lines.join("\n").trimStart()}\n`;
}
