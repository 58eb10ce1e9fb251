import type { VerifyResult, VerifyStatus } from "@ie/contracts";
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

/** A measurement with the attempts to refute it, as text. */
export function formatVerifyResult({ result, refutations, alternatives }: VerifyResult): string {
  const unanswered = ({ answers, draws }: { answers: number; draws: number }): string =>
    answers > 0 && answers < draws ? ` (${draws - answers} of ${draws} draws were not answered)` : "";
  const lines = [
    ...(refutations.length === 0 ? [] : ["", "Attempts to refute it"]),
    ...rows(refutations.map((each) => [each.refuter, each.status, `${each.message}${unanswered(each)}`])),
    ...(alternatives.length === 0 ? [] : ["", "The same data measured otherwise"]),
    ...rows(alternatives.map(({ model, status, message }) => [model, status, message])),
  ];
  return `${formatMeasureResult(result)}${lines.join("\n")}\n`;
}
