import { optionsSchema, unwrap, type Schema } from "@ie/contracts";
import { formatIssues } from "@ie/contracts/config";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { fakeReader, type FakeConfig } from "../../test/fake-reader.ts";
import { parsePlan, type KnownNames } from "./parse-plan.ts";
import type { RunPlan } from "./run-plan.ts";

async function plan(text: string, files: Record<string, string> = {}): Promise<RunPlan<FakeConfig>> {
  return unwrap(await parsePlan(text, "plan.yaml", fakeReader(files)), "plan");
}

/** Issues as people see them, without the excerpts. */
async function faults(text: string, files: Record<string, string> = {}, known: KnownNames = {}): Promise<string[]> {
  const result = await parsePlan(text, "plan.yaml", fakeReader(files), known);
  if (result.ok) return [];
  return result.issues.map((issue) => formatIssues([issue]).split("\n")[0] ?? "");
}

describe("accepted shapes", () => {
  test("the specification's", async () => {
    const read = await plan(`
budget: 100000
scale_sample_size: 5000
max_workers: 2
initiatives:
  - initiative_id: product-desc-enhancement
    cost_to_scale: 15000
  - {initiative_id: b_2, cost_to_scale: 2.5e4}
`);
    expect(read).toMatchObject({
      budget: 100000,
      currency: null,
      scaleSampleSize: 5000,
      maxWorkers: 2,
      seed: 0,
      storageUrl: null,
      evaluate: { scorer: null, options: {} },
      allocate: { rule: null, options: {} },
      mock: true,
    });
    expect(read.initiatives).toEqual([
      {
        initiativeId: "product-desc-enhancement",
        costToScale: 15000,
        returnMultiplier: 1,
        measure: null,
        sampleSize: { pilot: null, scale: null },
      },
      {
        initiativeId: "b_2",
        costToScale: 25000,
        returnMultiplier: 1,
        measure: null,
        sampleSize: { pilot: null, scale: null },
      },
    ]);
  });

  test("the Python original's, with a file for each measure configuration", async () => {
    const read = await plan(
      `
budget: 100000
storage_url: ./data/measure
ALLOCATE:
  rule: minimax_regret
INITIATIVES:
  - initiative_id: a
    cost_to_scale: 15000
    measure_config: configs/a.yaml
    evaluate_strategy: score
`,
      { "configs/a.yaml": "MODEL: experiment\nPATH: a.csv\n" },
    );
    expect(read).toMatchObject({
      storageUrl: "./data/measure",
      allocate: { rule: "minimax_regret", options: {} },
      mock: false,
    });
    expect(read.initiatives[0]?.measure?.pilot).toEqual({ model: "experiment", path: "a.csv" });
  });

  test("ours, with overrides in the initiative and in its measure configuration", async () => {
    const read = await plan(
      `
budget: 5
currency: EUR
seed: 7
scale_sample_size: null
evaluate: {scorer: methodology, smallest_effect: 0.1}
allocate: {rule: greedy}
initiatives:
  - initiative_id: a
    cost_to_scale: 1
    return_multiplier: 12.5
    measure: {model: m, pilot: {sample_size: 40, path: p.csv, query: {from: 1, to: 2}}}
    pilot: {sample_size: 50, query: {to: 3}}
    scale: {sample_size: 500, start_date: 2024-01-01}
  - initiative_id: b
    cost_to_scale: 1
    measure_config: b.yaml
    scale: {path: scale.csv}
`,
      { "b.yaml": "model: m\nscale: {path: ignored.csv, sample_size: 90}\n" },
    );
    expect(read.evaluate.options).toEqual({ smallest_effect: 0.1 });
    const [a, b] = read.initiatives;
    expect(a?.sampleSize).toEqual({ pilot: 50, scale: 500 });
    expect(a?.measure).toEqual({
      pilot: { model: "m", path: "p.csv", sample_size: 50, query: { from: 1, to: 3 } },
      scale: { model: "m", sample_size: 500, start_date: "2024-01-01" },
    });
    expect(b?.sampleSize).toEqual({ pilot: null, scale: 90 });
    expect(b?.measure?.scale).toEqual({ model: "m", sample_size: 90, path: "scale.csv" });
  });

  test("JSON", async () => {
    const text = JSON.stringify({ budget: 1, initiatives: [{ initiative_id: "a", cost_to_scale: 1 }] });
    expect((await plan(text)).initiatives).toHaveLength(1);
  });
});

const one = "initiatives: [{initiative_id: a, cost_to_scale: 1}]";
const measured = "{initiative_id: a, cost_to_scale: 1, measure: {model: m}}";
const bomb = [
  "budget: 1",
  "a: &a [1,1,1,1,1,1,1,1,1,1]",
  ...["b", "c", "d", "e", "f"].map((name, i) => {
    const before = "abcde"[i] ?? "";
    return `${name}: &${name} [${Array(10).fill(`*${before}`).join(",")}]`;
  }),
  one,
].join("\n");

describe("faults, each with its place", () => {
  test.each<readonly [name: string, text: string, expected: readonly string[]]>([
    ["nothing", "", ["plan.yaml:1:1: the plan is not a map of keys and values; got null"]],
    [
      "a misspelt key",
      `budgte: 5\n${one}`,
      [
        'plan.yaml:1:1: budgte is not known; did you mean "budget"?',
        "plan.yaml:1:1: budget is missing; give the money that can be spent",
      ],
    ],
    [
      "an unknown key",
      `budget: 5\nzebra: {a: 1}\n${one}`,
      [
        "plan.yaml:2:1: zebra is not known; there is budget, currency, scale_sample_size, shrinkage, max_workers, seed, storage_url, evaluate, allocate, initiatives",
      ],
    ],
    ["a budget of 0", `budget: 0\n${one}`, ["plan.yaml:1:9: budget must be above 0; got 0"]],
    ["a budget as text", `budget: "5"\n${one}`, ['plan.yaml:1:9: budget is not a finite number; got "5"']],
    ["an infinite budget", `budget: .inf\n${one}`, ["plan.yaml:1:9: budget is not a finite number; got Infinity"]],
    [
      "a small sample",
      `budget: 1\nscale_sample_size: 29\n${one}`,
      ["plan.yaml:2:20: scale_sample_size must be at least 30; got 29"],
    ],
    [
      "half a worker",
      `budget: 1\nmax_workers: 1.5\n${one}`,
      ["plan.yaml:2:14: max_workers is not a whole number; got 1.5"],
    ],
    ["no worker", `budget: 1\nmax_workers: 0\n${one}`, ["plan.yaml:2:14: max_workers must be at least 1; got 0"]],
    [
      "a negative cost",
      "budget: 1\ninitiatives:\n  - initiative_id: a\n    cost_to_scale: -5",
      ["plan.yaml:4:20: initiatives[0].cost_to_scale must be above 0; got -5"],
    ],
    [
      "a path as an id",
      "budget: 1\ninitiatives:\n  - {initiative_id: ../etc, cost_to_scale: 1}",
      [expect.stringMatching(/^plan.yaml:3:21: initiatives\[0\]\.initiative_id is not 1 to 128 .*; got "\.\.\/etc"$/)],
    ],
    [
      "a number as an id",
      "budget: 1\ninitiatives:\n  - {initiative_id: 12, cost_to_scale: 1}",
      ["plan.yaml:3:21: initiatives[0].initiative_id is not text; got 12, put it in quotes"],
    ],
    [
      "an id twice",
      "budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1}\n  - {initiative_id: a, cost_to_scale: 1}",
      ['plan.yaml:4:21: initiatives[1].initiative_id "a" is the name of initiatives[0] too; give each its own'],
    ],
    [
      "no initiatives",
      "budget: 1\ninitiatives: []",
      ["plan.yaml:2:14: initiatives is empty; list at least one initiative with initiative_id and cost_to_scale"],
    ],
    [
      "text in place of an initiative",
      "budget: 1\ninitiatives: [foo]",
      ['plan.yaml:2:15: initiatives[0] is not a map of keys and values; got "foo"'],
    ],
    [
      "two measure configurations",
      "budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1, measure: {}, measure_config: m.yaml}",
      ["plan.yaml:3:71: initiatives[0].measure_config stands beside measure; keep one of the two"],
    ],
    [
      "a mixture of measured and mock",
      `budget: 1\ninitiatives:\n  - ${measured}\n  - {initiative_id: b, cost_to_scale: 1}\n  - {initiative_id: c, cost_to_scale: 1}`,
      [
        'plan.yaml:4:5: initiatives without a measure configuration: "b", "c"; give every initiative measure: or measure_config:, or none to run on mocks',
      ],
    ],
    [
      "a measure file that is not there",
      "budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1, measure_config: no.yaml}",
      ['plan.yaml:3:58: initiatives[0].measure_config: measure: there is no file "no.yaml"'],
    ],
    [
      "an override of nothing",
      "budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1, scale: {path: x.csv, sample_size: 50}}",
      ["plan.yaml:3:50: initiatives[0].scale.path overrides nothing; give the initiative measure: too"],
    ],
    [
      "an override that is not a map",
      `budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1, measure: {model: m}, scale: 5}`,
      ["plan.yaml:3:70: initiatives[0].scale is not a map of keys and values; give path, dates, query or sample_size"],
    ],
    [
      "a small sample in an override, said once",
      "budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1, measure: {model: m}, scale: {sample_size: 3}}",
      ["plan.yaml:3:84: initiatives[0].scale.sample_size must be at least 30; got 3"],
    ],
    [
      "a reader's own issues, once for both phases",
      "budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1, measure: {modl: m}, scale: {pth: 3}}",
      [
        'plan.yaml:3:58: initiatives[0].measure.modl: measure: unknown key "modl"; did you mean "model"?',
        'plan.yaml:3:75: initiatives[0].measure.pth: measure: unknown key "pth"; did you mean "path"?',
      ],
    ],
    [
      "a number that no document can hold",
      `budget: 1\nallocate: {rule: r, least: .nan}\n${one}`,
      ["plan.yaml:2:28: allocate.least is not a finite number; got NaN"],
    ],
    [
      "an original's reviewer",
      "budget: 1\ninitiatives: [{initiative_id: a, cost_to_scale: 1, evaluate_strategy: review}]",
      [
        "plan.yaml:2:71: initiatives[0].evaluate_strategy must be score; choose any other scorer for the whole run under evaluate:",
      ],
    ],
    ["tabs", "budget: 1\ninitiatives:\n\t- a", ["plan.yaml:3:1: tabs are not allowed as indentation"]],
    ["an alias bomb", bomb, [expect.stringMatching(/100000 values/)]],
  ])("%s", async (_, text, expected) => {
    expect(await faults(text)).toEqual(expected);
  });

  test("a line of 2 MB", async () => {
    expect(await faults(`budget: ${"9".repeat(2_000_000)}`)).toEqual([
      expect.stringMatching(/at most 1000000 are read$/),
    ]);
  });

  test("all at once, in the order of the text", async () => {
    const found = await faults("seed: -1\nbudget: 0\ninitiatives: [{initiative_id: ., cost_to_scale: 0}]\nx: 1");
    expect(found.map((line) => line.split(":").slice(0, 3).join(":"))).toEqual([
      "plan.yaml:1:7",
      "plan.yaml:2:9",
      "plan.yaml:3:31",
      "plan.yaml:3:49",
      "plan.yaml:4:1",
    ]);
  });

  test("of a measure file stand in that file, those of the plan's overrides in the plan", async () => {
    const text = `budget: 1\ninitiatives:\n  - {initiative_id: a, cost_to_scale: 1, measure_config: m.yaml, pilot: {qery: 1}}`;
    expect(await faults(text, { "m.yaml": "model: m\nscale:\n  pth: 1\n  sample_size: 7\n" })).toEqual([
      'plan.yaml:3:80: qery: measure: unknown key "qery"; did you mean "query"?',
      'm.yaml:3:8: pth: measure: unknown key "pth"; did you mean "path"?',
      "m.yaml:4:16: initiatives[0].scale.sample_size must be at least 30; got 7",
    ]);
    expect(await faults(text, { "m.yaml": "model: [" })).toEqual([expect.stringMatching(/^m\.yaml:1:/)]);
  });

  test("of names and options, where the plug-ins are known", async () => {
    const options: Schema<unknown> = optionsSchema({ cap: z.number().default(1) });
    const known = { scorers: { methodology: { options } }, rules: { greedy: { options } } };
    const text = `budget: 1\nevaluate: {scorer: metodology}\nallocate:\n  rule: greedy\n  cap: x\n${one}`;
    expect(await faults(text, {}, known)).toEqual([
      'plan.yaml:2:20: evaluate.scorer "metodology" is not known; did you mean "methodology"?',
      'plan.yaml:5:8: allocate.cap: expected number; got "x"',
    ]);
    const misspelt = `budget: 1\nallocate: {rule: greedy, cpa: 1}\n${one}`;
    expect(await faults(misspelt, {}, known)).toEqual([
      'plan.yaml:2:31: allocate.cpa: unknown option "cpa"; there is cap',
    ]);
    expect(await faults(`budget: 1\nallocate: {rule: constructor}\n${one}`, {}, known)).toHaveLength(1);
  });
});

async function hash(extra: string, model: string, path = "m.yaml"): Promise<string | null> {
  const text = `budget: 1\n${extra}\ninitiatives: [{initiative_id: a, cost_to_scale: 1, measure_config: ${path}}]`;
  return (await plan(text, { [path]: `model: ${model}` })).configHash;
}

describe("the hash", () => {
  test("depends on what can change an answer, measure files included", async () => {
    const base = await hash("", "a");
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash("seed: 1", "a")).not.toBe(base);
    expect(await hash("", "b")).not.toBe(base);
  });

  test("and on nothing else", async () => {
    const base = await hash("", "a");
    expect(await hash("max_workers: 9\nstorage_url: ./x\nseed: 0", "a")).toBe(base);
    expect(await hash("", "a", "n.yaml")).toBe(base);
  });
});
