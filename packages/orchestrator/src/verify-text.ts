import type { Truth, TruthOf, VerifyResult, VerifyStatus } from "@ie/contracts";
import { formatMeasureResult } from "./report-text.ts";

const words: Readonly<Record<VerifyStatus, string>> = {
  pass: "ok",
  warn: "warn",
  fail: "FAIL",
  not_applicable: "–",
};

function rows(cells: readonly (readonly [string, VerifyStatus, string])[]): readonly string[] {
  const widest = Math.max(...cells.map(([name]) => name.length));
  return cells.map(([name, status, message]) => `  ${name.padEnd(widest)}  ${words[status].padEnd(4)}  ${message}`);
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** Such as "10.2 [8.9, 11.5]; truth 10: inside". */
function beside({ value, estimate, interval, covered }: TruthOf): string {
  const between = interval === null ? "" : ` [${short(interval.lower)}, ${short(interval.upper)}]`;
  const verdict = covered === null ? "" : covered ? ": inside" : ": OUTSIDE";
  return `${short(estimate)}${between}; truth ${value === null ? "unknown" : short(value)}${verdict}`;
}

function truthLines(truth: Truth | null): readonly string[] {
  if (truth === null) return [];
  const head = ["", "Estimate and truth"];
  if (truth.value === null) return [...head, `  the truth is not known: ${truth.reason}`];
  const named = [{ name: "estimate", ...truth }, ...truth.effects];
  const widest = Math.max(...named.map(({ name }) => name.length));
  return [...head, ...named.map((each) => `  ${each.name.padEnd(widest)}  ${beside(each)}`)];
}

/** A measurement with the truth where it is known and the attempts to refute it, as text. */
export function formatVerifyResult({ result, truth, refutations, alternatives }: VerifyResult): string {
  const unanswered = ({ answers, draws }: { answers: number; draws: number }): string =>
    answers > 0 && answers < draws ? ` (${draws - answers} of ${draws} draws were not answered)` : "";
  const lines = [
    ...truthLines(truth),
    ...(refutations.length === 0 ? [] : ["", "Attempts to refute it"]),
    ...rows(refutations.map((each) => [each.refuter, each.status, `${each.message}${unanswered(each)}`])),
    ...(alternatives.length === 0 ? [] : ["", "The same data measured otherwise"]),
    ...rows(alternatives.map(({ model, status, message }) => [model, status, message])),
  ];
  return `${formatMeasureResult(result)}${lines.join("\n")}\n`;
}
