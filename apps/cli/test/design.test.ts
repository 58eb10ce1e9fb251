import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@ie/stats";
import { afterEach, beforeEach, expect, test } from "vitest";
import { designCommand } from "../src/commands/design.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-design-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly stdout: string;
}

async function plan(config: string, json = false): Promise<Said> {
  const path = join(folder, "design.yaml");
  await writeFile(path, config);
  let stdout = "";
  const code = await designCommand(
    { config: path, dataRoot: folder, json },
    {
      stdout: (text) => void (stdout += text),
      stderr: () => {},
      stdin: () => Promise.resolve(""),
      signal: new AbortController().signal,
      version: "0.0.0-test",
    },
  );
  return { code, stdout };
}

const paper = "design:\n  metric: { rate: 0.1 }\n  effect: 0.02\n  units_per_day: 500\n";

const simulation = (simulate: string, formula = "spend ~ treated"): string =>
  `data: { source: { type: file, config: { path: people.csv } } }\nmeasurement: { model: experiment, params: { formula: ${formula} } }\nsimulate: { ${simulate} }\n`;

async function people(): Promise<void> {
  const rng = createRng(1);
  const rows = Array.from({ length: 300 }, (_, i) => `${i},${20 + 5 * rng.normal()}`);
  await writeFile(join(folder, "people.csv"), `id,spend\n${rows.join("\n")}\n`);
}

test("a plan by formula in plain words", async () => {
  const { code, stdout } = await plan(paper);
  expect(code).toBe(0);
  expect(stdout).toContain("by formula: proportion, baseline 0.1, power 80 %, two-sided alpha 0.05");
  expect(stdout).toContain("to find an effect of 0.02 (20.0 % of the baseline)");
  expect(stdout).toContain("needs 7,682 units (3,841 control, 3,841 treated), 16 days");
  expect(stdout).toMatch(/\n +0\.02 +80\.0 %\n/);
});

test("looks are a schedule", async () => {
  const { stdout } = await plan(`${paper}  looks: 3\n`);
  expect(stdout).toMatch(/look +units +day +stop beyond \|z\| +chance to stop here/);
  expect(stdout).toMatch(/\n +1 +2,\d{3} +6 +3\.710 +/);
  expect(stdout).toMatch(/on average it stops after [56],\d{3} units/);
});

test("--json is one document with snake_case keys", async () => {
  const document = JSON.parse((await plan(`${paper}  looks: 3\n`, true)).stdout) as {
    readonly schema_version: string;
    readonly analytic: { readonly required: { readonly units: number; readonly looks: readonly unknown[] } };
    readonly simulated: null;
  };
  expect(document).toMatchObject({ schema_version: "1.0", simulated: null });
  expect(document.analytic.required).toMatchObject({ minimum_detectable_effect: expect.closeTo(0.02, 4) as number });
  expect(document.analytic.required.looks).toHaveLength(3);
});

test("a plan by simulation on the user's rows, beside the formula; the same twice", async () => {
  await people();
  const config = `${simulation("by: units, outcome: spend, treatment: treated, effects: [1, 2], runs: 40")}${paper}`;
  const { code, stdout } = await plan(config);
  expect(code).toBe(0);
  expect(stdout).toContain("by formula:");
  expect(stdout).toContain("by simulation: experiment on 40 draws of your own units");
  expect(stdout).toMatch(/smallest visible effect 1\.\d+, found with power 80 %/);
  expect((await plan(config)).stdout).toBe(stdout);
});

test.each([
  [
    "design: { metric: { rate: 2 }, efect: 1 }\n",
    [/design\.yaml:1:\d+: metric\.rate: .*got 2/, /unknown option "efect"; did you mean "effect"\?/],
  ],
  [
    "desing: {}\n",
    [/design\.yaml:1:1: unknown key "desing"; did you mean "design"\?/, /neither "design" nor "simulate"/],
  ],
  [simulation("by: units, outcome: spend, effects: [1]"), [/simulate|treatment: is missing; name the column/]],
  [
    simulation("by: units, outcome: spend, treatment: treated, effects: [1]").replace("experiment", "experimant"),
    [/unknown model "experimant"/],
  ],
  ["design: [\n", [/design\.yaml:\d/]],
])("refuses %j, every fault with its place", async (config, messages) => {
  const refused = plan(config);
  for (const message of messages) await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ code: "config/invalid" });
});
