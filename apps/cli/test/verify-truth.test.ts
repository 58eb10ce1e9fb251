import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unwrap, verifyResult } from "@ie/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../src/program.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-truth-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function ie(...args: readonly string[]): Promise<Said> {
  let [stdout, stderr] = ["", ""];
  const code = await runCli([...args, "--data-root", folder], {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    stdin: () => Promise.resolve(""),
    signal: new AbortController().signal,
    version: "0.0.0-test",
  });
  return { code, stdout, stderr };
}

async function verify(source: string, measurement: string, ...flags: readonly string[]): Promise<Said> {
  const config = join(folder, "verify.yaml");
  const block = "verify: { refuters: [placebo_date], draws: 1 }";
  await writeFile(config, `data: { source: ${source} }\nmeasurement: ${measurement}\n${block}\n`);
  return ie("verify", "--config", config, ...flags);
}

const simulator = (config: string): string => `{ type: simulator, config: { seed: 4, ${config} } }`;
const boost = (params: string): string => `enrichment: { function: quantity_boost, params: { ${params} } }`;
const oneDay = "date_start: 2024-03-01, date_end: 2024-03-01";
const confounded = simulator(
  `products: 500, ${oneDay}, assignment: { kind: confounded, by: price }, ${boost("effect_size: 0.8, enrichment_fraction: 0.5")}`,
);
const panel = `products: 80, date_start: 2024-01-01, date_end: 2024-02-11`;
const columns =
  "dependent_variable: ordered_units, treatment_column: enriched, covariate_columns: [category, log(price)]";
const inTime = "dependent_variable: ordered_units, unit_column: product_id, time_column: date";

/** The truth as `ie verify` prints it. */
const line = /estimate +-?[\d.e+]+ \[-?[\d.e+]+, -?[\d.e+]+\]; truth -?[\d.e+]+: (inside|OUTSIDE)/;

test.each([
  [
    "experiment",
    "{ model: experiment, params: { formula: ordered_units ~ enriched } }",
    simulator(`products: 400, ${oneDay}, ${boost("effect_size: 0.5, enrichment_fraction: 0.5")}`),
  ],
  [
    "difference_in_differences",
    `{ model: difference_in_differences, params: { ${inTime}, treatment_column: treated } }`,
    simulator(`${panel}, ${boost("effect_size: 0.5, enrichment_fraction: 0.5, enrichment_start: 2024-01-29")}`),
  ],
  [
    "difference_in_differences by Callaway and Sant'Anna",
    `{ model: difference_in_differences, params: { ${inTime}, first_treated_column: treatment_date } }`,
    simulator(
      `${panel}, granularity: weekly, assignment: { kind: staggered, dates: [2024-01-15, 2024-01-29] }, ${boost("effect_size: 0.5, enrichment_fraction: 0.5")}`,
    ),
  ],
  [
    "synthetic_control",
    "{ model: synthetic_control, params: { outcome_column: ordered_units, unit_column: product_id, time_column: date, treated_column: treated } }",
    simulator(
      `products: 20, date_start: 2024-01-01, date_end: 2024-05-05, granularity: weekly, ${boost("effect_size: 0.5, enrichment_fraction: 0.1, enrichment_start: 2024-04-08")}`,
    ),
  ],
  [
    "interrupted_time_series",
    "{ model: interrupted_time_series, params: { intervention_date: 2024-02-20, dependent_variable: revenue } }",
    `{ type: simulator, config: { seed: 4, products: 60, date_start: 2024-01-01, date_end: 2024-03-30, ${boost("effect_size: 0.3, enrichment_start: 2024-02-20")} } }, transform: { function: aggregate_by_date, params: { metric: revenue } }`,
  ],
  [
    "regression_discontinuity",
    "{ model: regression_discontinuity, params: { dependent_variable: ordered_units, running_column: price, cutoff: 40 } }",
    simulator(`products: 800, ${oneDay}, assignment: { kind: cutoff, by: price, at: 40 }, ${boost("effect_size: 1")}`),
  ],
  ["inverse_probability_weighting", `{ model: inverse_probability_weighting, params: { ${columns} } }`, confounded],
  ["doubly_robust", `{ model: doubly_robust, params: { ${columns} } }`, confounded],
  ["nearest_neighbour_matching", `{ model: nearest_neighbour_matching, params: { ${columns} } }`, confounded],
  ["subclassification", `{ model: subclassification, params: { ${columns} } }`, confounded],
])("prints estimate and truth of %s", async (_, measurement, source) => {
  const { stdout, stderr } = await verify(source, measurement);
  expect(stderr).not.toContain("error");
  expect(stdout).toContain("Estimate and truth");
  expect(stdout).toMatch(line);
});

test("metrics_approximation is held against the truth of a file", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: `u${i}`,
    before: 0.4 + i / 200,
    baseline: 50 + ((i * 7) % 30),
  }));
  await writeFile(
    join(folder, "plan.csv"),
    `unit,quality_before,quality_after,baseline_sales\n${rows.map(({ id, before, baseline }) => `${id},${before},${before + 0.1},${baseline}`).join("\n")}\n`,
  );
  await writeFile(
    join(folder, "truth.csv"),
    `unit,baseline_sales_untreated,baseline_sales_treated\n${rows.map(({ id, baseline }) => `${id},${baseline},${baseline * 1.3}`).join("\n")}\n`,
  );
  const total = rows.reduce((sum, { baseline }) => sum + 0.3 * baseline, 0);
  const { code, stdout } = await verify(
    "{ type: file, config: { path: plan.csv, truth_path: truth.csv } }",
    "{ model: metrics_approximation, params: { response: { function: linear, params: { coefficient: { value: 2.9, std_error: 0.2 } } } } }",
    "--json",
  );
  expect(code).toBe(0);
  const { truth } = unwrap(verifyResult.parse(JSON.parse(stdout)), "verify_result");
  expect(truth?.value).toBeCloseTo(total, 6);
  expect(truth).toMatchObject({ reason: null, covered: true });
});

test("a source that does not know says so", async () => {
  const rows = Array.from({ length: 80 }, (_, i) => `${i % 2},${(i * 13) % 17}`);
  await writeFile(join(folder, "people.csv"), `treated,spend\n${rows.join("\n")}\n`);
  const { stdout } = await verify(
    "{ type: file, config: { path: people.csv } }",
    "{ model: experiment, params: { formula: spend ~ treated } }",
  );
  expect(stdout).toContain("the truth is not known: the source does not know what would have happened otherwise");
});
