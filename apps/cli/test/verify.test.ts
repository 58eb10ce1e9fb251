import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unwrap, verifyResult } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../src/program.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-verify-"));
  const rng = createRng(4);
  const rows = Array.from({ length: 200 }, (_, i) => `${i % 2},${10 + (i % 2) + rng.normal()},${100 + i},${110 + i}`);
  await writeFile(join(folder, "people.csv"), `treated,spend,before,after\n${rows.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function verify(measurement: string, ...flags: readonly string[]): Promise<Said> {
  const config = join(folder, "verify.yaml");
  await writeFile(config, `data: { source: { type: file, config: { path: people.csv } } }\n${measurement}\n`);
  let [stdout, stderr] = ["", ""];
  const code = await runCli(["verify", "--config", config, "--data-root", folder, ...flags], {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    stdin: () => Promise.resolve(""),
    signal: new AbortController().signal,
    version: "0.0.0-test",
  });
  return { code, stdout, stderr };
}

const experiment = "measurement: { model: experiment, params: { formula: spend ~ treated } }";

test("says what was tried and what came of it", async () => {
  const { code, stdout, stderr } = await verify(
    `${experiment}\nverify: { alternatives: [{ model: experiment, params: { formula: spend ~ treated, cov_type: HC3 } }] }`,
    "--draws",
    "20",
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/placebo_treatment {4}ok {4}\d of 20 intervals leave out 0 \(\d+ %; 5 % are expected\)/);
  expect(stdout).toMatch(/placebo_date {9}– {5}the treatment begins at no single date/);
  expect(stdout).toMatch(/The same data measured otherwise\n {2}experiment {2}ok/);
  expect(stderr).toContain("100 of 100 fits");
});

test("--json is one verify_result", async () => {
  const { stdout } = await verify(experiment, "--draws", "3", "--json");
  const found = unwrap(verifyResult.parse(JSON.parse(stdout)), "verify_result");
  expect(found.refutations).toHaveLength(5);
  expect(found.result.model).toBe("experiment");
});

test("where nothing can be tried, that is said and is no success", async () => {
  const { code, stdout, stderr } = await verify(
    "measurement: { model: metrics_approximation, params: { metric_before_column: before, metric_after_column: after, baseline_column: spend, response: { function: linear, params: { coefficient: { value: 0.5, std_error: 0.1 } } } } }",
  );
  expect(stderr).toContain("nothing was tried, so nothing is verified");
  expect(stdout).toContain("placebo_treatment    –");
  expect(code).toBe(1);
});

test.each([
  ["verify: { refuters: [subsets] }", [], /unknown refuter "subsets"; did you mean "subset"/],
  ["verify: { draw: 3 }", [], /draw/],
  ["", ["--draws", "0"], /draws is 0/],
  ["", ["--draws", "many"], /--draws: "many" is not a number/],
])("refuses %s %j", async (block, flags, message) => {
  const { code, stderr } = await verify(`${experiment}\n${block}`, ...flags);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
