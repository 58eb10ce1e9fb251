import type { Table } from "@ie/contracts";
import type { DataFinding, Severity } from "./finding.ts";
import { modelChecks, tableChecks } from "./checks/index.ts";
import { subjectOf, type ContractPlan } from "./subject.ts";

/** What the checks look at. */
export interface ContractTables {
  /** As the source gave it. */
  readonly loaded: Table;
  /** As the model will see it; the loaded one where nothing was transformed. */
  readonly transformed: Table;
}

export interface ContractOptions {
  /** Today's date, "YYYY-MM-DD": later ones are said to lie in the future. Null asks nothing of them. */
  readonly today?: string | null;
  /** Line of the file on which a loaded row (from 1) starts. */
  readonly lineOf?: (row: number) => number | null;
}

const order: readonly Severity[] = ["error", "warning", "note"];

/** One finding a code and place: the first and gravest. */
function withoutRepeats(findings: readonly DataFinding[]): DataFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, column, unit, date, row, message }) => {
    const place = column === null ? message : `${column}|${unit}|${date}|${row}`;
    const key = `${code}|${place}`;
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * The data contract: everything that is wrong with the rows of a plan or looks so, before any fit, gravest first. Where it has no error, the
 * model finds what it reads; where it has one, the fit would refuse, most often with the same code. Pure. Without a plan only the table as it
 * came is looked at.
 */
export function checkData(
  plan: ContractPlan | null,
  { loaded, transformed }: ContractTables,
  { today = null, lineOf }: ContractOptions = {},
): readonly DataFinding[] {
  const subject = plan === null ? null : subjectOf(plan, transformed);
  const needed = subject !== null && loaded === transformed ? subject.needed : [];
  const found = [
    ...(subject === null ? [] : modelChecks.flatMap((check) => check(subject))),
    ...tableChecks.flatMap((check) => check(loaded, { today, needed })),
  ];
  const placed =
    lineOf === undefined || loaded !== transformed
      ? found
      : found.map((each) => (each.row === null ? each : { ...each, line: lineOf(each.row) }));
  const sorted = order.flatMap((severity) => placed.filter((each) => each.severity === severity));
  return withoutRepeats(sorted);
}
