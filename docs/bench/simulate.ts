import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { cell } from "./timing.ts";

/** CPU seconds and peak MiB of the original simulator and measurement of 450,000 product-days, on the machine of the published comparison. */
const original = { seconds: 42.1, memory: 1178 };

interface Run {
  readonly rows: number;
  readonly estimate: number;
  /** CPU of the simulation, aggregation and fit, and of the whole process with the start of node. */
  readonly work: number;
  readonly whole: number;
  /** Peak, MiB. */
  readonly memory: number;
}

/** `products` of 90 days with an enrichment, simulated, `metrics` added up by date and revenue measured in a process of its own, from a bundle as a user would ship. */
function runIn(bundle: string, products: number, metrics: string): Run {
  const { stdout, stderr, status } = spawnSync(process.execPath, [bundle, String(products), metrics], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`bench: the process failed\n${stderr}`);
  return JSON.parse(stdout) as Run; // simulate-process.ts has written it
}

/** The whole way from made-up rows to an estimate; with `isLong` also 10 and 50 million product-days. */
export async function benchSimulate(isLong: boolean = false): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ie-bench-"));
  try {
    const bundle = join(folder, "process.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "simulate-process.ts")],
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["@ie/source"],
      external: ["@duckdb/node-api"],
      outfile: bundle,
      logLevel: "error",
    });
    console.log("\nproduct-days simulated, added up, measured: CPU seconds and peak memory of the whole process");
    const all = "revenue,impressions,visits,cart_adds,orders,ordered_units";
    const one = "revenue";
    const longer = [11_112, 111_112, 555_556].map((products) => [products, one] as const);
    for (const [products, metrics] of [[5000, one], [5000, all], ...(isLong ? longer : [])] as const) {
      const { rows, whole, work, memory } = runIn(bundle, products, metrics);
      const ratios =
        products === 5000
          ? `   original ÷ ours: CPU ${(original.seconds / whole).toFixed(0)}, memory ${(original.memory / memory).toFixed(0)}`
          : "";
      console.log(
        `${String(rows).padStart(10)} ${metrics === one ? "revenue    " : "all metrics"} ${cell(whole, 7)} (work ${cell(work, 5)}) ${cell(memory, 6)} MiB${ratios}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
