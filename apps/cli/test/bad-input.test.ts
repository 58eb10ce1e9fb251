import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ie } from "./support/run-cli.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-cli-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const daily = (n: number, change: (i: number, row: string) => string | null = (_, row) => row): string =>
  `date,revenue\n${Array.from({ length: n }, (_, i) => change(i, `${day(i)},${100 + (i % 7) + (i >= 30 ? 20 : 0)}`))
    .filter((row) => row !== null)
    .join("\n")}\n`;
const people = (n: number, cell: (i: number) => string = (i) => String(10 + (i % 5) + (i % 2) * 3)): string =>
  `treated,spend\n${Array.from({ length: n }, (_, i) => `${i % 2},${cell(i)}`).join("\n")}\n`;

const series = (params = 'intervention_date: "2024-01-31"'): string =>
  `data: { source: { type: file, config: { path: data.csv } } }\nmeasurement:\n  model: interrupted_time_series\n  params: { ${params} }\n`;
const trial = (model = "experiment", params = "formula: spend ~ treated"): string =>
  `data: { source: { type: file, config: { path: data.csv } } }\nmeasurement:\n  model: ${model}\n  params: { ${params} }\n`;
const plan = (top: string, initiative: string): string => `${top}\ninitiatives:\n  - { ${initiative} }\n`;
const good = "initiative_id: a, cost_to_scale: 10";

describe("ie measure", () => {
  test.each<[string, { config: string; data?: string }, number, RegExp]>([
    [
      "unknown model",
      { config: trial("experimant"), data: people(60) },
      2,
      /m\.yaml:3:10: unknown model "experimant"; did you mean "experiment"\?/,
    ],
    [
      "misspelt key",
      { config: trial().replace("params:", "parms:"), data: people(60) },
      2,
      /m\.yaml:4:3: unknown key "parms" in measurement; did you mean "params"\?/,
    ],
    [
      "misspelt option",
      { config: trial("experiment", "formula: spend ~ treated, cov_typ: HC3"), data: people(60) },
      2,
      /unknown option "cov_typ"; did you mean "cov_type"\?/,
    ],
    [
      "missing column",
      { config: trial("experiment", "formula: spnd ~ treated"), data: people(60) },
      3,
      /experiment: no column "spnd"; did you mean "spend"\? the table has treated, spend/,
    ],
    [
      "NaN in a numeric column",
      { config: trial(), data: people(60, (i) => (i === 4 ? "NaN" : "1" + i)) },
      3,
      /experiment: column "spend" is empty in row 5; fill the cell, or set missing: drop/,
    ],
    [
      "text in a numeric column",
      { config: trial(), data: people(60, (i) => (i === 16 ? "n.a." : "1" + i)) },
      3,
      /experiment: column "spend" has "n\.a\." in row 17; it must hold numbers/,
    ],
    [
      "duplicate dates",
      { config: series(), data: daily(60, (i, row) => (i === 9 ? row.replace(day(9), day(8)) : row)) },
      3,
      /interrupted_time_series: the date 2024-01-09 has more than one row; give one row a date; the transform aggregate_by_date adds rows up/,
    ],
    [
      "a gap in the dates",
      { config: series(), data: daily(60, (i, row) => (i === 12 ? null : row)) },
      3,
      /there is no row for 2024-01-13, between 2024-01-12 and 2024-01-14; add the date, or set missing: model/,
    ],
    [
      "an intervention outside the data",
      { config: series('intervention_date: "2024-06-01"'), data: daily(60) },
      3,
      /intervention_date 2024-06-01 is after the last date 2024-02-29; it must lie within 2024-01-01 to 2024-02-29/,
    ],
    [
      "an intervention that is no date",
      { config: series("intervention_date: soon"), data: daily(60) },
      2,
      /intervention_date: is not a date; write it as YYYY-MM-DD/,
    ],
    [
      "fewer than 30 units",
      { config: trial(), data: people(29) },
      3,
      /experiment: 29 rows, of which at least 30 are needed; give more data/,
    ],
    [
      "a path upwards",
      { config: trial().replace("data.csv", "../data.csv"), data: people(60) },
      3,
      /file: cannot read "\.\.\/data\.csv": the path leads upwards by "\.\."; give a path below/,
    ],
    ["no such file", { config: trial() }, 3, /file: cannot read "data\.csv": there is no such file; looked below/],
    ["broken YAML", { config: "data: {\n  source: [" }, 2, /m\.yaml:\d+:\d+: /],
    ["a key twice", { config: `${trial()}measurement: {}\n` }, 2, /m\.yaml:5:1: .*unique/],
    [
      "an alias bomb",
      {
        config: `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
          .split("")
          .map((key, i) => `${key}: &${key} [${Array(9).fill(`*${"abcdefg"[i]}`).join(",")}]`)
          .join("\n")}\n`,
      },
      2,
      /aliases/,
    ],
    [
      "two million characters on one line",
      { config: `data: "${"x".repeat(2_000_000)}"` },
      2,
      /m\.yaml: the configuration has 20000\d\d characters; at most 1000000 are read/,
    ],
    [
      "data of two million characters on one line",
      { config: trial(), data: "x".repeat(2_000_000) },
      3,
      /file: "data\.csv": line 1/,
    ],
    ["an empty data file", { config: trial(), data: "" }, 3, /file: "data\.csv"/],
    ["rows of unequal length", { config: trial(), data: "treated,spend\n1,2\n0\n" }, 3, /file: "data\.csv": line 3/],
    [
      "an id with a path in it",
      { config: trial(), data: people(60) },
      2,
      /initiative id: is not 1 to 128 letters.*got "\.\.\/x"/,
    ],
  ])("%s", async (name, { config, data }, exitCode, message) => {
    await writeFile(join(folder, "m.yaml"), config);
    if (data !== undefined) await writeFile(join(folder, "data.csv"), data);
    const args = ["measure", "--config", join(folder, "m.yaml"), "--store", join(folder, "out"), "--json"];
    const { code, stdout, stderr } = await ie(name.startsWith("an id") ? [...args, "--initiative", "../x"] : args);
    expect(stderr).toMatch(message);
    expect(code).toBe(exitCode);
    expect(JSON.parse(stdout)).toMatchObject({ error: { exit_code: exitCode } });
    expect(await readdir(folder)).not.toContain("out");
  });
});

describe("ie run", () => {
  test.each<[string, string, RegExp]>([
    ["budget 0", plan("budget: 0", good), /p\.yaml:1:9: budget.*above 0/],
    [
      "negative cost",
      plan("budget: 5", "initiative_id: a, cost_to_scale: -1"),
      /p\.yaml:3:\d+: .*cost_to_scale.*above 0/,
    ],
    [
      "a path in an id",
      plan("budget: 5", 'initiative_id: "../a", cost_to_scale: 1'),
      /p\.yaml:3:\d+: .*initiative_id.*is not 1 to 128 letters/,
    ],
    [
      "a path upwards to a measure configuration",
      plan("budget: 5", `${good}, measure_config: ../m.yaml`),
      /p\.yaml:3:\d+: .*"\.\.\/m\.yaml" leads upwards/,
    ],
    ["a misspelt key", plan("budgte: 5", good), /p\.yaml:1:1: .*did you mean "budget"\?/],
    [
      "an unknown rule",
      plan("budget: 5\nallocate: { rule: minmax_regret }", good),
      /p\.yaml:2:\d+: .*did you mean "minimax_regret"\?/,
    ],
    [
      "a measure configuration",
      trial(),
      /p\.yaml:1:1: the plan is a measure configuration \(data, measurement\); a plan has budget and initiatives/,
    ],
    ["no such file", "", /there is no file/],
  ])("%s", async (name, text, message) => {
    if (name !== "no such file") await writeFile(join(folder, "p.yaml"), text);
    const { code, stderr } = await ie(["run", "--config", join(folder, "p.yaml"), "--store", join(folder, "out")]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(await readdir(folder)).not.toContain("out");
  });

  test("an initiative that fails does not stop the others, and makes the exit code 1", async () => {
    await writeFile(join(folder, "data.csv"), people(60));
    await writeFile(join(folder, "scale.csv"), people(90));
    const measure = (column: string): string =>
      `{ data: { source: { type: file, config: { path: data.csv } } }, measurement: { model: experiment, params: { formula: ${column} ~ treated } }, scale: { path: scale.csv } }`;
    const text = `budget: 100\ninitiatives:\n  - { initiative_id: good, cost_to_scale: 10, measure: ${measure("spend")} }\n  - { initiative_id: bad, cost_to_scale: 10, measure: ${measure("spnd")} }\n`;
    await writeFile(join(folder, "p.yaml"), text);
    const { code, stdout } = await ie(["run", "--config", join(folder, "p.yaml"), "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      pilot_results: [{ initiative_id: "good" }],
      outcome_reports: [{ initiative_id: "good" }],
      failures: [{ initiative_id: "bad", stage: "measure_pilot", code: "data/missing-column" }],
    });
  });
});

describe("ie allocate and evaluate", () => {
  const one = { id: "a", cost: 10, R_best: 3, R_med: 2, R_worst: 1, confidence: 0.9 };
  test.each<[string, unknown, string[], number, RegExp]>([
    ["budget 0", [one], ["--budget", "0"], 2, /--budget: "0" is not a number above 0/],
    ["negative cost", [{ ...one, cost: -3 }], ["--budget", "5"], 3, /number 1: evaluate_result: cost .*-3/],
    [
      "worst above best",
      [{ ...one, R_worst: 9 }],
      ["--budget", "5"],
      3,
      /number 1: evaluate_result: R_worst 9 is above R_med 2/,
    ],
    ["the same id twice", [one, one], ["--budget", "5"], 3, /number 2: "a" is the name of number 1 too/],
    ["no list", { a: 1 }, ["--budget", "5"], 3, /it is no list of evaluated initiatives/],
    ["unknown rule", [one], ["--budget", "5", "--rule", "minimax"], 2, /unknown rule "minimax"; /],
    ["a worst return out of reach", [one], ["--budget", "50", "--min-worst-return", "7"], 1, /solve\/infeasible/],
  ])("allocate: %s", async (_, input, flags, exitCode, message) => {
    const { code, stderr } = await ie(["allocate", "--input", "-", ...flags], JSON.stringify(input));
    expect(stderr).toMatch(message);
    expect(code).toBe(exitCode);
  });

  test.each<[string, string, string[], number, RegExp]>([
    ["no JSON", "{", ["--cost", "1"], 3, /"-" is not JSON/],
    ["a negative cost", "{}", ["--cost", "-1"], 2, /--cost: "-1" is not a number above 0/],
    ["no MeasureResult", "{}", ["--cost", "1"], 3, /measure_result: initiative_id /],
  ])("evaluate: %s", async (_, input, flags, exitCode, message) => {
    const { code, stderr } = await ie(["evaluate", "--input", "-", ...flags], input);
    expect(stderr).toMatch(message);
    expect(code).toBe(exitCode);
  });
});

test("an interruption is no bug", async () => {
  await writeFile(join(folder, "m.yaml"), trial());
  await writeFile(join(folder, "data.csv"), people(60));
  const { code, stderr } = await ie(["measure", "--config", join(folder, "m.yaml")], "", AbortSignal.abort());
  expect(stderr).toMatch(/^error run\/interrupted\n/);
  expect(code).toBe(130);
});

test("says its version", async () => {
  expect(await ie(["--version"])).toEqual({ code: 0, stdout: "0.0.0-test\n", stderr: "" });
});

test.each<[string[], RegExp]>([
  [["rnu"], /unknown command 'rnu'[\s\S]*run/],
  [["run"], /required option '--config/],
  [["measure", "--config", "x", "--phase", "later"], /Allowed choices are pilot, scale/],
])("usage: ie %j", async (args, message) => {
  const { code, stderr } = await ie(args);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
