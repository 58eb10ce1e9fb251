import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { silentLog, unwrap, validate, type Context, type Table } from "@ie/contracts";
import { createDuckDbSource } from "@ie/sql/node";
import { createRng } from "@ie/stats";
import { root } from "../scripts/workspace.ts";
import { cell } from "./timing.ts";

const rows = 5_000_000;
const measures = ["visits", "orders", "units", "revenue", "cost"];
const repetitions = 5;
const compiler = "gcc";

interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

const ownPackage = createRequire(join(root, "packages/sql/package.json"));

/** Rows as a shop has them, written by the engine itself, so that both programs read the same bytes. */
async function writeData(folder: string): Promise<void> {
  const { DuckDBInstance } = ownPackage("@duckdb/node-api") as {
    DuckDBInstance: { create(): Promise<{ connect(): Promise<{ run(sql: string): Promise<unknown> }> }> };
  };
  const connection = await (await DuckDBInstance.create()).connect();
  const table = `SELECT DATE '2024-01-01' + CAST(i % 365 AS INTEGER) AS date, i // 365 AS product,
    CAST(hash(i) % 900 AS INTEGER) AS visits, CAST(hash(i + 1) % 40 AS INTEGER) AS orders,
    CAST(hash(i + 2) % 90 AS INTEGER) AS units, (hash(i + 3) % 1000000) / 100 AS revenue,
    (hash(i + 4) % 700000) / 100 AS cost FROM range(${rows}) t(i)`;
  await connection.run(`COPY (${table}) TO '${join(folder, "days.csv")}'`);
  await connection.run(`COPY (${table}) TO '${join(folder, "days.parquet")}' (FORMAT parquet, COMPRESSION zstd)`);
}

/** The program of sql.c, linked with the very library that the package loads; null, with the reason printed, where it cannot be made. */
function buildPeer(folder: string): ((threads: number, sql: string) => Timing) | null {
  if (spawnSync(compiler, ["--version"]).status !== 0) {
    console.log("skipped: gcc is not installed, so DuckDB without Node cannot be built");
    return null;
  }
  const bindings = createRequire(ownPackage.resolve("@duckdb/node-api")).resolve("@duckdb/node-bindings");
  const platform = `@duckdb/node-bindings-${process.platform}-${process.arch}`;
  let library = "";
  try {
    library = dirname(createRequire(bindings).resolve(`${platform}/package.json`));
  } catch {
    library = join(dirname(bindings), "..", `node-bindings-${process.platform}-${process.arch}`);
  }
  if (!existsSync(join(library, "libduckdb.so"))) {
    console.log(`skipped: ${platform} has no libduckdb.so`);
    return null;
  }
  const program = join(folder, "peer");
  const source = join(import.meta.dirname, "sql.c");
  execFileSync(compiler, ["-O2", source, "-o", program, join(library, "libduckdb.so"), `-Wl,-rpath,${library}`]);
  return (threads, sql) => JSON.parse(execFileSync(program, [String(threads), sql], { encoding: "utf8" })) as Timing;
}

function bytesOf(table: Table): string {
  const hash = createHash("sha256");
  for (const [name, column] of Object.entries(table)) {
    hash.update(name).update(column instanceof Float64Array ? column : column.join("\n"));
  }
  return hash.digest("hex");
}

function median(timings: readonly Timing[], key: keyof Timing): number {
  return timings.map((timing) => timing[key]).toSorted((a, b) => a - b)[Math.floor(timings.length / 2)]!;
}

/** Five sums by date over five million rows: the source `duckdb`, opened anew each time, beside DuckDB itself, in turns. */
export async function benchSql(): Promise<void> {
  console.log(`\nfive sums by date of ${rows} rows, milliseconds, median of ${repetitions}`);
  const folder = await mkdtemp(join(tmpdir(), "ie-bench-"));
  try {
    await writeData(folder);
    const peer = buildPeer(folder);
    const source = createDuckDbSource({ roots: [folder] });
    const context: Context = { rng: createRng(1), log: silentLog, signal: new AbortController().signal };
    for (const threads of [1, 2]) {
      for (const file of ["days.csv", "days.parquet"]) {
        const options = unwrap(
          validate(source.options, {
            files: { days: file },
            table: "days",
            threads,
            aggregate: { by: "date", sums: measures, count: null },
          }),
          "bench",
        );
        const sums = measures.map((name) => `sum(${name})`).join(", ");
        const statement = `SELECT date, ${sums} FROM '${join(folder, file)}' GROUP BY date ORDER BY date`;
        const [ours, theirs]: [Timing[], Timing[]] = [[], []];
        const answers = new Set<string>();
        for (let i = 0; i < repetitions; i++) {
          if (peer !== null) theirs.push(peer(threads, statement));
          const [before, begin] = [process.cpuUsage(), performance.now()];
          const query = { from: null, to: null, sampleSize: null };
          const table = await source.load(options, query, context);
          const { user, system } = process.cpuUsage(before);
          ours.push({ wall: performance.now() - begin, cpu: (user + system) / 1000 });
          answers.add(bytesOf(table));
        }
        const { size } = await stat(join(folder, file));
        const compared = (["wall", "cpu"] as const).map((key) => {
          const own = median(ours, key);
          const other = theirs.length === 0 ? undefined : median(theirs, key);
          const ratio = other === undefined ? "" : `   ours ÷ DuckDB ${(own / other).toFixed(2)}`;
          return `${key} ${cell(own, 6)} ${cell(other, 6)}${ratio}`;
        });
        const label = `${file}, ${(size / 1e6).toFixed(0)} MB, ${threads} ${threads === 1 ? "thread " : "threads"}`;
        console.log(`${label.padEnd(36)} ${compared.join("   ")}   answers that differ: ${answers.size - 1}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
