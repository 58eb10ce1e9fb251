import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { unwrap } from "@ie/contracts";
import { contextOf, models, preparePlan, tableFingerprint, transforms } from "@ie/measure";
import { nodeSources } from "@ie/measure/node";
import { cell } from "./timing.ts";
import { peakMemory } from "./peak-memory.ts";

const metrics = ["units", "revenue", "cost", "visits", "rate"];
const runs = 5;

async function timed<R>(action: () => Promise<R>): Promise<{ seconds: number; result: R }> {
  const before = process.cpuUsage();
  const result = await action();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

/** Five sums by date over five million rows from CSV and Parquet, while they are read, beside DuckDB with one thread. */
export async function benchAggregate(): Promise<void> {
  const db = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const folder = await mkdtemp(join(tmpdir(), "ie-aggregate-"));
  try {
    await db.run(`create table t as select (date '2022-01-01' + (range % 1000)::int)::date as date, 'shop_' || (range % 97) as shop,
      (hash(range) % 1000)::int as units, (hash(range * 3 + 1) % 1000000)::double / 100 as revenue,
      (hash(range * 5 + 2) % 100000)::double / 100 as cost, (hash(range * 7 + 3) % 50)::int as visits,
      (hash(range * 11 + 4) % 10000)::double / 10000 as rate from range(5000000)`);
    await db.run(`copy t to '${join(folder, "rows.csv")}' (header)`);
    await db.run(`copy t to '${join(folder, "rows.parquet")}' (format parquet, compression zstd)`);
    await db.run("drop table t");
    console.log("\nfive sums by date over 5,000,000 rows, CPU seconds: first run, and median of five");
    for (const name of ["rows.csv", "rows.parquet"]) await compare(db, folder, name);
    console.log(`peak memory of all ${peakMemory().toFixed(0)} MiB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(db: DuckDBConnection, folder: string, name: string): Promise<void> {
  const sums = metrics.map((metric) => `sum(${metric})`).join(", ");
  const plan = unwrap(
    preparePlan(
      {
        source: { name: "file", options: { path: name } },
        transform: { name: "aggregate_by_date", options: { metric: metrics } },
        model: {
          name: "interrupted_time_series",
          options: { intervention_date: "2024-01-01", dependent_variable: "revenue" },
        },
      },
      { models, transforms, sources: nodeSources([folder]) },
    ),
    "bench",
  );
  const ours: number[] = [];
  const theirs: number[] = [];
  const bytes = new Set<string>();
  for (let run = 0; run < runs; run++) {
    const peer = await timed(() =>
      db.runAndReadAll(`select date, ${sums} from '${join(folder, name)}' group by date order by date`),
    );
    theirs.push(peer.seconds);
    const own = await timed(() => plan.rows(plan.query, contextOf(1)));
    ours.push(own.seconds);
    bytes.add(await tableFingerprint(own.result));
  }
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const megabytes = (await stat(join(folder, name))).size / 1e6;
  console.log(
    `${name.padEnd(14)}${cell(megabytes, 5)} MB   ours ${cell(ours[0], 5)} ${cell(median(ours), 5)}   DuckDB ${cell(theirs[0], 5)} ${cell(median(theirs), 5)}   ours ÷ DuckDB ${cell(ours[0]! / theirs[0]!, 5)} ${cell(median(ours) / median(theirs), 5)}   different results ${bytes.size}`,
  );
}

if (process.argv[1] === import.meta.filename) await benchAggregate();
