import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "@ie/simulate";
import { numberColumn, parseCsv, rowCount, type Table } from "@ie/table";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../src/program.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-simulate-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(config: string, ...flags: readonly string[]): Promise<Said> {
  const file = join(folder, "simulate.yaml");
  await writeFile(file, config);
  let [stdout, stderr] = ["", ""];
  const code = await runCli(["simulate", "--config", file, "--data-root", folder, ...flags], {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    stdin: () => Promise.resolve(""),
    signal: new AbortController().signal,
    version: "0.0.0-test",
  });
  return { code, stdout, stderr };
}

const read = async (...path: readonly string[]): Promise<Table> =>
  parseCsv(await readFile(join(folder, ...path), "utf8"), { text: ["treatment_date"] }).table;

const config = `
seed: 3
products: 300
date_start: "2024-01-01"
date_end: "2024-02-29"
details: true
missing_rate: 0.05
enrichment: { function: quantity_boost, params: { effect_size: 0.3, enrichment_fraction: 0.5, enrichment_start: "2024-02-01" } }
`;

test("writes rows, products and the truth of every row", async () => {
  const { code, stdout } = await run(config, "--out", join(folder, "shop"), "--truth");
  expect(code).toBe(0);
  expect(stdout).toContain("of 300 products from 2024-01-01 to 2024-02-29, 150 of them treated");
  expect((await readdir(join(folder, "shop"))).sort()).toEqual(["products.csv", "rows.csv", "truth.csv", "truth.json"]);
  const [rows, truth, products] = [
    await read("shop", "rows.csv"),
    await read("shop", "truth.csv"),
    await read("shop", "products.csv"),
  ];
  const own = simulate({
    seed: 3,
    products: 300,
    dateEnd: "2024-02-29",
    details: true,
    missingRate: 0.05,
    enrichment: {
      function: "quantity_boost",
      params: { effect_size: 0.3, enrichment_fraction: 0.5, enrichment_start: "2024-02-01" },
    },
  });
  expect(numberColumn(rows, "revenue")).toEqual(own.table()["revenue"]);
  expect(rowCount(products)).toBe(300);
  expect(Object.keys(products)).toContain("description");
  const treated = numberColumn(rows, "treated");
  const [without, within] = [numberColumn(truth, "revenue_untreated"), numberColumn(truth, "revenue_treated")];
  expect(numberColumn(rows, "revenue")).toEqual(treated.map((is, i) => (is === 1 ? within : without)[i]!));
  const told = JSON.parse(await readFile(join(folder, "shop", "truth.json"), "utf8")) as {
    effects: { revenue: { att: number } };
  };
  expect(told.effects.revenue.att).toBe(own.truth().effects.revenue.att);
});

test("replaces nothing unless it is told to", async () => {
  const out = join(folder, "twice");
  await run(config, "--out", out);
  const again = await run(config, "--out", out);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain("exists already; choose another --out, or replace it with --force");
  expect((await run(config, "--out", out, "--force")).code).toBe(0);
});

test("writes the rows that a measure configuration measures, as NDJSON too", async () => {
  const measure = `
data:
  source: { type: simulator, config: { products: 20, start_date: "2024-03-01", end_date: "2024-03-02" } }
measurement: { model: experiment, params: { formula: revenue ~ enriched } }
seed: 9
`;
  const { code, stdout } = await run(measure, "--out", join(folder, "nd"), "--format", "ndjson", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 40, files: ["products.ndjson", "rows.ndjson"] });
  const lines = (await readFile(join(folder, "nd", "rows.ndjson"), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(40);
  expect(JSON.parse(lines[0]!)).toMatchObject({ product_id: "P00001", date: "2024-03-01" });
});

test("learns products from a file", async () => {
  await writeFile(join(folder, "mine.csv"), "category,price\ntoys,10\ntoys,12\ngames,30\n");
  const synthesizer = "mode: synthesizer\nproducts: 12\ntraining_data_path: mine.csv\ndate_end: 2024-01-02\n";
  expect((await run(synthesizer, "--out", join(folder, "own"))).code).toBe(0);
  const products = await read("own", "products.csv");
  expect(Math.max(...numberColumn(products, "price"))).toBeLessThanOrEqual(30);
});

test("names faults with their places, and sources that it does not simulate", async () => {
  const wrong = await run("products: 0\nsale_prob: 2\n", "--out", join(folder, "none"));
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/simulate\.yaml:1:\d+/);
  expect(wrong.stderr).toMatch(/simulate\.yaml:2:\d+/);
  const other = await run(
    "data: { source: { type: mock } }\nmeasurement: { model: experiment, params: { formula: revenue ~ enriched } }\n",
    "--out",
    join(folder, "none"),
  );
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('simulate: the configuration\'s source is "mock"; give one of type simulator');
});
