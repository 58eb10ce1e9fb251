import type { DesignReport, SizedDesign } from "./design.ts";
import type { DesignResult } from "./plan-design.ts";
import type { SimulatedDesign } from "./simulate-design.ts";

function whole(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
}

function amount(x: number): string {
  return String(Number(x.toPrecision(4)));
}

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

function withShare(effect: number, relative: number | null): string {
  return relative === null ? amount(effect) : `${amount(effect)} (${percent(relative)} of the baseline)`;
}

/** Cells in columns, ranged right. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) => `    ${row.map((cell, k) => cell.padStart(widths[k]!)).join("   ")}`);
}

function sizeLines(report: DesignReport, sized: SizedDesign, verb: string): readonly string[] {
  const { arms } = report;
  const treated =
    arms === 2 ? `${whole(sized.nTreated)} treated` : `${whole(sized.nTreated)} in each of ${arms - 1} treated arms`;
  const extra = [
    sized.clusters === null ? null : `${whole(sized.clusters)} clusters`,
    sized.days === null ? null : `${whole(sized.days)} day${sized.days === 1 ? "" : "s"}`,
  ].filter((text) => text !== null);
  const lines = [
    `  ${verb} ${whole(sized.units)} units (${whole(sized.nControl)} control, ${treated})${extra.map((text) => `, ${text}`).join("")}`,
    `  smallest visible effect ${withShare(sized.minimumDetectableEffect, sized.relativeMinimumDetectableEffect)}`,
  ];
  if (sized.power !== null) lines.push(`  power for the effect planned for ${percent(sized.power)}`);
  if (sized.expectedUnits === null) return lines;
  const head = ["look", "units", ...(sized.days === null ? [] : ["day"]), "stop beyond |z|", "chance to stop here"];
  const rows = sized.looks.map(({ units, day, bound, stops }, k) => [
    String(k + 1),
    whole(units),
    ...(day === null ? [] : [whole(day)]),
    bound === null ? "never" : bound.toFixed(3),
    percent(stops),
  ]);
  return [...lines, ...columns([head, ...rows]), `  on average it stops after ${whole(sized.expectedUnits)} units`];
}

function analyticLines(report: DesignReport): readonly string[] {
  const { effect, required, available, alphaPerComparison, power, sides, baseline, varianceFactor, metric } = report;
  const test = `power ${percent(power, 0)}, ${sides === 2 ? "two" : "one"}-sided alpha ${amount(alphaPerComparison)}${report.arms > 2 ? " a comparison" : ""}`;
  const shown = (available ?? required)!; // a report has one of them
  const relative = (x: number): number | null => (baseline === 0 ? null : x / baseline);
  return [
    `by formula: ${metric}, baseline ${amount(baseline)}, ${test}`,
    ...(varianceFactor === 1 ? [] : [`  variance x ${amount(varianceFactor)} from clusters and covariate`]),
    ...(required === null || effect === null
      ? []
      : [`to find an effect of ${withShare(effect, relative(effect))}`, ...sizeLines(report, required, "needs")]),
    ...(available === null ? [] : ["with the units that there are", ...sizeLines(report, available, "there are")]),
    `power by effect, with ${whole(shown.units)} units`,
    ...columns([["effect", "power"], ...report.curve.map((point) => [amount(point.effect), percent(point.power)])]),
    ...report.warnings.map((warning) => `  warning: ${warning}`),
  ];
}

function simulatedLines(result: SimulatedDesign): readonly string[] {
  const { by, model, runs, curve, independentWindows, minimumDetectableEffect, effectScale, alpha, failure } = result;
  const effectOf = (x: number): string => (effectScale === "relative" ? percent(x) : amount(x));
  const failures = curve.reduce((sum, point) => sum + point.failures, 0);
  const none = curve.find(({ effect }) => effect === 0)!; // no effect is always simulated
  return [
    by === "units"
      ? `by simulation: ${model} on ${whole(runs)} draws of your own units`
      : `by simulation: ${model} on ${whole(runs)} windows of your own dates, ${independentWindows} of them apart`,
    `  without an effect it finds one in ${percent(none.power)} of runs (± ${percent(none.powerError)}); alpha is ${percent(alpha)}`,
    minimumDetectableEffect === null
      ? `  no effect simulated is found with power ${percent(result.power, 0)}`
      : `  smallest visible effect ${effectOf(minimumDetectableEffect)}, found with power ${percent(result.power, 0)}`,
    ...(failures === 0 ? [] : [`  ${failures} fits gave no answer: ${failure}`]),
    ...columns([
      ["effect", "power", "±", "mean estimate", "true mean", `in the ${percent(none.level, 0)} interval`],
      ...curve.map((point) => [
        effectOf(point.effect),
        percent(point.power),
        percent(point.powerError),
        amount(point.meanEstimate),
        amount(point.meanTruth),
        percent(point.coverage),
      ]),
    ]),
  ];
}

/** The result in plain words, for a terminal. */
export function formatDesign({ analytic, simulated }: DesignResult): string {
  return [
    ...(analytic === null ? [] : analyticLines(analytic)),
    ...(analytic === null || simulated === null ? [] : [""]),
    ...(simulated === null ? [] : simulatedLines(simulated)),
    "",
  ].join("\n");
}
