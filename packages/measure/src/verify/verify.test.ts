import {
  ImpactError,
  verifyResult,
  type Fit,
  type Model,
  type Schema,
  type Table,
  type VerifyResult,
} from "@ie/contracts";
import { createRng, normal } from "@ie/stats";
import { takeRows } from "@ie/table";
import { expect, test } from "vitest";
import { preparePlan, type MeasurePlan } from "../plan.ts";
import { refuters } from "./refuters.ts";
import { verify, type VerifyOptions } from "./verify.ts";

interface Options {
  readonly covariate: string | null;
  /** What the standard error is multiplied by: below 1 the interval lies. */
  readonly honesty: number;
}

const anything = <T>(defaults: T): Schema<T> => ({
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => ({ value: { ...defaults, ...(value as Partial<T>) } }),
  },
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Difference in means by a z interval. */
const difference: Model<Options> = {
  design: "experiment",
  options: anything<Options>({ covariate: null, honesty: 1 }),
  columns: () => ["y", "treated"],
  fit: (table, { honesty, covariate }): Fit => {
    const y = table["y"] as Float64Array;
    const treated = table["treated"] as Float64Array;
    const arms = [0, 1].map((arm) => Array.from(y).filter((_, i) => treated[i] === arm));
    if (arms.some((arm) => arm.length < 2))
      throw new ImpactError({ code: "data/too-few-rows", who: "difference", what: "an arm is empty" });
    const drift = covariate === null ? 0 : (table[covariate] as Float64Array)[0]! * 1e-3;
    const value = mean(arms[1]!) - mean(arms[0]!) + drift;
    const stderr =
      honesty *
      Math.sqrt(
        arms.reduce(
          (sum, arm) => sum + arm.reduce((s, x) => s + (x - mean(arm)) ** 2, 0) / (arm.length - 1) / arm.length,
          0,
        ),
      );
    return {
      estimate: {
        estimand: "ate",
        value,
        stderr,
        interval: { lower: value - 1.959964 * stderr, upper: value + 1.959964 * stderr, level: 0.95 },
        pValue: 2 * normal.upperTail(Math.abs(value) / stderr),
        unit: "y",
      },
      sampleSize: y.length,
      diagnostics: { r_squared: 0 },
      checks: [],
    };
  },
  refutable: {
    outcome: () => "y",
    unit: () => null,
    time: () => null,
    treatment: () => ["treated"],
    withCovariate: (options, covariate) => ({ ...options, covariate }),
  },
};

const rng = createRng(1);
const treated = Float64Array.from({ length: 200 }, (_, i) => i % 2);
const people: Table = { y: treated.map((arm) => 10 + 0.8 * arm + rng.normal()), treated };

const { refutable: _, ...silent } = difference;
const registries = {
  models: { difference: difference as Model<unknown>, silent: silent as Model<unknown> },
  sources: { people: { options: anything({}), load: () => Promise.resolve(people) } },
  transforms: { passthrough: { options: anything({}), apply: (table: Table) => table } },
};

function run(
  model: MeasurePlan["model"],
  options: VerifyOptions = {},
  plan: Partial<MeasurePlan> = {},
): Promise<VerifyResult> {
  const prepared = preparePlan({ source: { name: "people" }, model, ...plan }, registries);
  if (!prepared.ok) throw new Error(prepared.issues.map(({ message }) => message).join("; "));
  return verify(prepared.value, { initiativeId: "a" }, { draws: 60, ...options });
}

const statuses = ({ refutations }: VerifyResult): object =>
  Object.fromEntries(refutations.map(({ refuter, status }) => [refuter, status]));

test("an honest model passes what can be tried, and what cannot is named", async () => {
  const found = await run({ name: "difference" });
  expect(statuses(found)).toEqual({
    placebo_treatment: "pass",
    placebo_date: "not_applicable",
    random_common_cause: "pass",
    subset: "pass",
    dummy_outcome: "pass",
  });
  const placebo = found.refutations[0]!;
  expect(placebo).toMatchObject({ draws: 60, answers: 60, refusal: null });
  expect(Math.abs(placebo.meanEffect!)).toBeLessThan(4 * placebo.meanEffectError!);
  expect(placebo.message).toMatch(/^\d of 60 intervals leave out 0 \(\d+ %; 5 % are expected\)$/);
});

test("an interval that promises too much is found out", async () => {
  const found = await run({ name: "difference", options: { honesty: 0.4 } });
  expect(statuses(found)).toMatchObject({
    placebo_treatment: "fail",
    dummy_outcome: "fail",
    random_common_cause: "pass",
  });
  expect(found.refutations[0]!.falseAlarms).toBeGreaterThan(0.2);
});

test("the same seed gives the same document; another draws other data", async () => {
  const text = async (seed: number): Promise<string> =>
    JSON.stringify(verifyResult.format(await run({ name: "difference" }, {}, { seed })));
  expect(await text(1)).toBe(await text(1));
  expect(await text(1)).not.toBe(await text(2));
});

test("a model that says nothing of its data is measured, not refuted", async () => {
  const found = await run({ name: "silent" });
  expect(Object.values(statuses(found))).toEqual(Array(5).fill("not_applicable"));
  expect(found.result.estimate.value).toBeCloseTo(0.8, 0);
});

test("alternatives measure the same data, and one without an answer leaves the others alone", async () => {
  const failing: Model<unknown> = {
    ...(difference as Model<unknown>),
    fit: () => {
      throw new ImpactError({ code: "fit/no-overlap", who: "failing", what: "no overlap" });
    },
  };
  const prepared = preparePlan(
    {
      source: { name: "people" },
      model: { name: "difference" },
      verify: { refuters: [], draws: 1, alternatives: [{ name: "silent" }, { name: "failing" }] },
    },
    { ...registries, models: { ...registries.models, failing } },
  );
  const found = await verify(prepared.ok ? prepared.value : expect.unreachable(), { initiativeId: "a" });
  expect(found.refutations).toEqual([]);
  expect(found.alternatives).toMatchObject([
    { model: "silent", status: "pass", difference: 0 },
    { model: "failing", status: "warn", message: "no answer: failing: no overlap", result: null },
  ]);
});

test("unknown refuters and alternatives are faults of the plan", () => {
  const prepared = preparePlan(
    {
      source: { name: "people" },
      model: { name: "difference" },
      verify: { refuters: ["subsets"], draws: 1, alternatives: [{ name: "diff" }] },
    },
    registries,
  );
  expect(prepared.ok ? [] : prepared.issues.map(({ message }) => message)).toEqual([
    'unknown alternative "diff"; there is difference, silent',
    'unknown refuter "subsets"; did you mean "subset"?',
  ]);
});

const panel: Table = {
  unit: Array.from({ length: 40 }, (_, i) => `u${Math.floor(i / 4)}`),
  date: Array.from({ length: 40 }, (_, i) => `2024-01-0${1 + (i % 4)}`),
  treated: Float64Array.from({ length: 40 }, (_, i) => (i < 20 && i % 4 > 1 ? 1 : 0)),
  y: Float64Array.from({ length: 40 }, (_, i) => i),
};
const ofPanel = {
  outcome: () => "y",
  unit: () => "unit",
  time: () => "date",
  treatment: () => ["treated"],
  launch: () => "2024-01-03",
  withLaunch: (_options: unknown, launch: string | number) => launch,
};

test("a placebo treatment moves whole paths between units", () => {
  const changes = refuters["placebo_treatment"]!.changes(
    { table: panel, options: null, refutable: ofPanel },
    1,
    createRng(1),
  );
  const { table } = "examples" in changes ? changes.examples[0]!(createRng(3))! : expect.unreachable();
  const paths = Array.from({ length: 10 }, (_, unit) =>
    Array.from((table["treated"] as Float64Array).subarray(4 * unit, 4 * unit + 4)).join(""),
  );
  expect(paths.toSorted()).toEqual([...Array(5).fill("0000"), ...Array(5).fill("0011")]);
  expect(paths.slice(0, 5)).not.toEqual(Array(5).fill("0011"));
});

test("paths that cannot be exchanged are left alone, and it is said why", () => {
  const why = (table: Table, refutable: object = ofPanel): string => {
    const subject = { table, options: null, refutable: refutable as typeof ofPanel };
    const changes = refuters["placebo_treatment"]!.changes(subject, 1, createRng(1));
    return "notApplicable" in changes ? changes.notApplicable : "changed";
  };
  expect(why(panel)).toBe("changed");
  // one unit without its last date
  const rows = Array.from({ length: 39 }, (_, i) => i);
  expect(why(takeRows(panel, rows))).toMatch(/different dates/);
  // units taken for one, half of them treated
  const pairs = { ...panel, pair: (panel["unit"] as readonly string[]).map((unit) => `p${Number(unit.slice(1)) % 5}`) };
  expect(why(pairs, { ...ofPanel, unit: () => "pair" })).toMatch(/treated differently/);
});

test("a draw without a data set is no answer", async () => {
  const never = { expects: "no_effect", changes: () => ({ examples: [() => null] }) } as const;
  const found = await run({ name: "difference" }, { refuters: { never } });
  expect(found.refutations).toMatchObject([
    { refuter: "never", draws: 1, answers: 0, status: "warn", refusal: "no such data set could be drawn" },
  ]);
});

test("placebo dates see only what lies before the launch", () => {
  const changes = refuters["placebo_date"]!.changes(
    { table: panel, options: null, refutable: ofPanel },
    9,
    createRng(1),
  );
  const examples = "examples" in changes ? changes.examples.map((make) => make(createRng(1))!) : [];
  expect(examples.map(({ options }) => options)).toEqual(["2024-01-02"]);
  expect(new Set(examples[0]!.table["date"] as readonly string[])).toEqual(new Set(["2024-01-01", "2024-01-02"]));
});

test("a common cause is one number a unit, and a subset whole units", () => {
  const withCovariate = (_options: unknown, name: string): unknown => name;
  const subject = { table: panel, options: null, refutable: { ...ofPanel, withCovariate } };
  const first = (name: string): Table => {
    const changes = refuters[name]!.changes(subject, 1, createRng(1));
    return "examples" in changes ? changes.examples[0]!(createRng(2))!.table : expect.unreachable();
  };
  const noise = first("random_common_cause")["random_common_cause"] as Float64Array;
  expect(new Set(noise).size).toBe(10);
  expect(new Set(noise.subarray(0, 4)).size).toBe(1);
  const kept = first("subset");
  expect(kept["y"]).toHaveLength(32);
  expect(new Set(kept["unit"] as readonly string[]).size).toBe(8);
});

test("no draws are no test", async () => {
  for (const draws of [0, 2.5, NaN]) {
    await expect(run({ name: "difference", options: {} }, { draws })).rejects.toThrow(
      /^verify: draws is .*; give a whole number/u,
    );
  }
});
