import { addDays } from "@ie/table";
import { encodeJson, isImpactError, type ImpactError, type Query, type Table } from "@ie/contracts";
import { contextOf, masked, profileOf, rolesOf, type ColumnProfile, type PreparedPlan, type Roles } from "@ie/measure";
import { exitCodeOf, type ExitCode } from "../exit-code.ts";
import { formatTable } from "../format-table.ts";
import type { Io } from "../io.ts";
import { logTo } from "../log.ts";
import { parseNumber } from "../parse-number.ts";
import { registriesFor } from "../registries.ts";
import { secretNames } from "../secret-names.ts";
import { environmentSecrets } from "../secrets.ts";
import { nameOf, subjectsOf, type Subject } from "../subjects.ts";

export interface SourcesFlags {
  readonly config: string;
  readonly dataRoot: string;
  readonly json: boolean;
}

export interface PreviewFlags extends SourcesFlags {
  readonly rows: string;
}

/** Days read by a test of a source whose dates the configuration gives. */
const windowDays = 7;

/** The first days of the plan's window, or its last ones where it has no beginning. */
function smallWindow({ from, to }: Query): Pick<Query, "from" | "to"> {
  if (from !== null) {
    const end = addDays(from, windowDays - 1);
    return { from, to: to !== null && to < end ? to : end };
  }
  return { from: to === null ? null : addDays(to, 1 - windowDays), to };
}

interface Read {
  readonly subject: Subject;
  readonly window: Pick<Query, "from" | "to">;
  readonly secrets: readonly { readonly name: string; readonly resolved: boolean }[];
  readonly seconds: number;
  readonly table: Table | null;
  readonly error: ImpactError | null;
}

async function read(subject: Subject, io: Io): Promise<Read> {
  const { plan } = subject;
  const window = smallWindow(plan.query);
  const known = environmentSecrets();
  const secrets = secretNames(plan.plan.source.options).map((name) => ({ name, resolved: (known(name) ?? "") !== "" }));
  const start = performance.now();
  const done = (table: Table | null, error: ImpactError | null): Read => ({
    subject,
    window,
    secrets,
    seconds: Math.round(performance.now() - start) / 1000,
    table,
    error,
  });
  try {
    const context = contextOf(plan.seed, { signal: io.signal, log: logTo(io) });
    return done(await plan.load({ ...window, sampleSize: null }, context), null);
  } catch (error) {
    if (!isImpactError(error) || io.signal.aborted) throw error;
    return done(null, error);
  }
}

/** Columns that the source's own configuration names. */
function named({ plan }: PreparedPlan, key: string): string | null {
  const options = plan.source.options;
  const value =
    typeof options === "object" && options !== null ? (options as Readonly<Record<string, unknown>>)[key] : null;
  return typeof value === "string" ? value : null;
}

function rolesIn({ subject, table }: Read): Roles {
  if (table === null) return { time: null, unit: null };
  return rolesOf(subject.plan, table, named(subject.plan, "date_column") ?? "date", named(subject.plan, "unit_column"));
}

function rowsOf(table: Table | null): number | null {
  return table === null ? null : (Object.values(table)[0]?.length ?? 0);
}

function share(value: number): string {
  if (value === 0 || value === 1) return `${100 * value} %`;
  return value < 0.001 ? "< 0.1 %" : `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;
}

function formatProfiles(profiles: readonly ColumnProfile[]): string {
  return formatTable(
    ["column", "type", "missing", "distinct", "least", "greatest", "looks like"],
    profiles.map(({ name, kind, missing, distinct, least, greatest, personal }) => [
      name,
      kind,
      share(missing),
      String(distinct),
      least ?? "",
      greatest ?? "",
      personal ?? "",
    ]),
  );
}

function formatTest(one: Read): string {
  const { subject, window, secrets, seconds, table, error } = one;
  const { time, unit } = rolesIn(one);
  const asked =
    window.from === null && window.to === null ? "all" : `${window.from ?? "the start"} to ${window.to ?? "the end"}`;
  const facts = [
    ["source", subject.plan.plan.source.name],
    [
      "secrets",
      secrets.map(({ name, resolved }) => `${name} ${resolved ? "is set" : "is NOT set"}`).join(", ") || "none",
    ],
    ["dates read", asked],
    ["seconds", String(seconds)],
    ...(table === null ? [] : [["rows", String(rowsOf(table))]]),
    ...(time === null ? [] : [["dates", `${time.first} to ${time.last} (${time.column})`]]),
    ...(unit === null ? [] : [["units", `${unit.count} (${unit.column})`]]),
  ];
  const head = `${error === null ? "ok  " : "FAIL"} ${nameOf(subject)}\n${facts.map(([key = "", value = ""]) => `  ${key.padEnd(12)}${value}\n`).join("")}`;
  if (error !== null) return `${head}  error       ${error.code}\n  ${error.message}\n`;
  return table === null ? head : `${head}${formatProfiles(profileOf(table))}`;
}

function testDocument(one: Read): Readonly<Record<string, unknown>> {
  const { subject, window, secrets, seconds, table, error } = one;
  const { time, unit } = rolesIn(one);
  return {
    initiative_id: subject.initiativeId,
    phases: subject.phases,
    source: subject.plan.plan.source.name,
    ok: error === null,
    error: error === null ? null : { code: error.code, message: error.message },
    secrets,
    window,
    seconds,
    rows: rowsOf(table),
    dates: time,
    units: unit,
    columns: table === null ? null : profileOf(table),
  };
}

function exitCodeOfAll(reads: readonly Read[]): ExitCode {
  const codes = reads.map(({ error }): ExitCode => (error === null ? 0 : exitCodeOf(error)));
  return codes.reduce((most, code) => (code > most ? code : most), 0);
}

/** `ie sources list`: the sources that a configuration may name. */
export function listSources(flags: Pick<SourcesFlags, "json">, io: Io): ExitCode {
  const { sources } = registriesFor([], ".");
  const list = Object.entries(sources).map(([name, { mock }]) => ({ name, rows: mock === true ? "made up" : "real" }));
  io.stdout(
    flags.json
      ? encodeJson({ schema_version: "1.0", sources: list })
      : formatTable(
          ["source", "rows"],
          list.map(({ name, rows }) => [name, rows]),
        ),
  );
  return 0;
}

/** `ie sources test`: connects, reads a small window, and says what is there. */
export async function testSources(flags: SourcesFlags, io: Io): Promise<ExitCode> {
  const reads: Read[] = [];
  for (const subject of await subjectsOf(flags)) reads.push(await read(subject, io));
  const exitCode = exitCodeOfAll(reads);
  io.stdout(
    flags.json
      ? encodeJson({ schema_version: "1.0", ok: exitCode === 0, sources: reads.map(testDocument) })
      : reads.map(formatTest).join("\n"),
  );
  return exitCode;
}

/** The first rows for people, with personal cells by their shape. */
function firstRows(table: Table, profiles: readonly ColumnProfile[], count: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.min(count, rowsOf(table) ?? 0) }, (_, row) =>
    profiles.map(({ name, personal }) => {
      const cell = table[name]![row]!;
      return Number.isNaN(cell) ? "" : masked(cell, name, personal);
    }),
  );
}

/** `ie sources preview`: the first rows and what each column holds. */
export async function previewSources(flags: PreviewFlags, io: Io): Promise<ExitCode> {
  const count = parseNumber("--rows", flags.rows, 0);
  const reads: Read[] = [];
  for (const subject of await subjectsOf(flags)) reads.push(await read(subject, io));
  const shown = reads.map((one) => {
    const profiles = one.table === null ? [] : profileOf(one.table);
    return { one, profiles, rows: one.table === null ? [] : firstRows(one.table, profiles, count) };
  });
  const exitCode = exitCodeOfAll(reads);
  if (flags.json) {
    const list = shown.map(({ one, profiles, rows }) => ({
      ...testDocument(one),
      first_rows: rows.map((cells) => Object.fromEntries(profiles.map(({ name }, j) => [name, cells[j]]))),
    }));
    io.stdout(encodeJson({ schema_version: "1.0", ok: exitCode === 0, sources: list }));
    return exitCode;
  }
  for (const { one, profiles, rows } of shown) {
    if (one.error !== null) {
      io.stdout(formatTest(one));
      continue;
    }
    const of = `${rows.length} of ${rowsOf(one.table) ?? 0} rows`;
    io.stdout(`${nameOf(one.subject)} from ${one.subject.plan.plan.source.name}: ${of}\n`);
    io.stdout(
      formatTable(
        profiles.map(({ name }) => name),
        rows,
      ),
    );
    io.stdout(`\n${formatProfiles(profiles)}\n`);
  }
  return exitCode;
}
