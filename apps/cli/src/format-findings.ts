import type { DataFinding } from "@ie/measure";

/** Findings of one kind that are written out. */
const mostOfAKind = 5;

/** How many findings there are of each severity. */
export function countFindings(findings: readonly DataFinding[]): Readonly<Record<DataFinding["severity"], number>> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** "1 error, no warnings, 2 notes" in figures. */
export function formatCounts(counts: ReturnType<typeof countFindings>): string {
  return Object.entries(counts)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? "" : "s"}`)
    .join(", ");
}

function placeOf({ column, row, line, date, unit }: DataFinding): string {
  const where = [
    column,
    row === null ? null : `row ${row}`,
    line === null ? null : `line ${line}`,
    row === null ? (date ?? unit) : null,
  ];
  return where.filter((part) => part !== null).join(", ");
}

/** Whatever a cell holds, a finding stays on one line of a terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

/** One line a finding, gravest first, in columns: severity, code, place, message and fix; of each kind the first few. */
export function formatFindings(findings: readonly DataFinding[]): string {
  const kinds = new Map<string, DataFinding[]>();
  for (const each of findings) {
    const kind = `${each.severity} ${each.code}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), each]);
  }
  const lines = [...kinds.values()].flatMap((group) => {
    const shown = group.slice(0, mostOfAKind).map((each) => ({
      cells: [each.severity, each.code, placeOf(each)].map(oneLine),
      text: oneLine(`${each.message}; ${each.fix}`),
    }));
    const more = group.length - shown.length;
    const { severity = "note", code = "" } = group[0] ?? {};
    return more === 0 ? shown : [...shown, { cells: [severity, code, ""], text: `and ${more} more` }];
  });
  const widths = [0, 1, 2].map((i) => lines.reduce((most, { cells }) => Math.max(most, cells[i]?.length ?? 0), 0));
  return lines
    .map(({ cells, text }) => `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}  ${text}\n`)
    .join("");
}
