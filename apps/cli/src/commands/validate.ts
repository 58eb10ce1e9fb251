import { encodeJson } from "@ie/contracts";
import { checkPlan, contextOf, type DataFinding, type DataReport } from "@ie/measure";
import { exitCodeOf, type ExitCode } from "../exit-code.ts";
import { countFindings, formatCounts, formatFindings } from "../format-findings.ts";
import type { Io } from "../io.ts";
import { nameOf, subjectsOf, type Subject } from "../subjects.ts";

export interface ValidateFlags {
  readonly config: string;
  readonly dataRoot: string;
  readonly strict: boolean;
  readonly json: boolean;
}

/** More subjects than these are announced as they are checked. */
const silently = 2;

/** What a report has of the table. */
function sizeOf({ table }: DataReport): { rows: number | null; columns: readonly string[] | null } {
  if (table === null) return { rows: null, columns: null };
  return { rows: Object.values(table)[0]?.length ?? 0, columns: Object.keys(table) };
}

function snakeCase({ severity, code, message, row, line, column, date, unit, count, fix }: DataFinding): DataFinding {
  return { severity, code, message, row, line, column, date, unit, count, fix }; // one word each, in this order
}

/** `ie validate`: the configuration and the data it names, without fitting. */
export async function validateCommand(flags: ValidateFlags, io: Io): Promise<ExitCode> {
  const subjects = await subjectsOf(flags);
  const today = new Date().toISOString().slice(0, 10);
  const reports: { subject: Subject; report: DataReport }[] = [];
  for (const [i, subject] of subjects.entries()) {
    if (subjects.length > silently) io.stderr(`  ${i + 1} of ${subjects.length}: ${nameOf(subject)}\n`);
    io.signal.throwIfAborted();
    const context = contextOf(subject.plan.seed, { signal: io.signal });
    reports.push({ subject, report: await checkPlan(subject.plan, subject.sampleSize, context, { today }) });
  }
  const all = reports.flatMap(({ report }) => report.findings);
  const counts = countFindings(all);
  const isFault = counts.error > 0 || (flags.strict && counts.warning > 0);
  // A file that may not be read or a faulty option says more than "data".
  const codes = reports
    .filter(({ report }) => countFindings(report.findings).error > 0)
    .map(({ report }) => (report.error === null ? 3 : exitCodeOf(report.error)));
  const exitCode = isFault ? codes.reduce<ExitCode>((most, code) => (code > most ? code : most), codes[0] ?? 3) : 0;
  if (flags.json) {
    io.stdout(
      encodeJson({
        schema_version: "1.1",
        valid: !isFault,
        errors: counts.error,
        warnings: counts.warning,
        notes: counts.note,
        subjects: reports.map(({ subject, report }) => ({
          initiative_id: subject.initiativeId,
          phases: subject.phases,
          model: subject.plan.modelName,
          ...sizeOf(report),
          findings: report.findings.map(snakeCase),
        })),
      }),
    );
    return exitCode;
  }
  io.stdout(`${flags.config}: the configuration is valid\n`);
  for (const { subject, report } of reports) {
    const { rows, columns } = sizeOf(report);
    const what = rows === null ? "no rows could be read" : `${rows} rows, columns ${columns?.join(", ") ?? ""}`;
    io.stdout(`${countFindings(report.findings).error > 0 ? "FAIL" : "ok  "} ${nameOf(subject)}: ${what}\n`);
    io.stdout(formatFindings(report.findings));
  }
  io.stdout(`${formatCounts(counts)}\n`);
  return exitCode;
}
