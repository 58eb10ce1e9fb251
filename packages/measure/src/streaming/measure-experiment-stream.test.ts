import { silentLog, type Fit, type Table, unwrap, validate } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { createTable, rowCount, takeRows } from "@ie/table";
import { describe, expect, test } from "vitest";
import { contextOf } from "../measure.ts";
import { experiment } from "../models/experiment/experiment.ts";
import { measureExperimentStream, type OpenRows } from "./index.ts";

const n = 240;

/** Two unequal arms, a third, a factor, two numbers and clusters, in a random order of rows. */
function draw(seed: number): Table {
  const rng = createRng(seed);
  const rows = Array.from({ length: n }, () => {
    const arm = ["control", "b", "c"][rng.integer(3)]!;
    const x = rng.normal();
    const city = ["rome", "paris", "oslo"][rng.integer(3)]!;
    const spread = arm === "control" ? 1 : 3;
    const y = 10 + (arm === "b" ? 1 : 0) + 0.5 * x + (city === "oslo" ? 2 : 0) + spread * rng.normal();
    return { arm, x, city, y, z: 5 + x + rng.normal(), store: rng.integer(50) };
  });
  const numbers = (name: "x" | "y" | "z" | "store"): Float64Array => Float64Array.from(rows, (row) => row[name]);
  return createTable({
    arm: rows.map(({ arm }) => arm),
    treated: Float64Array.from(rows, ({ arm }) => (arm === "control" ? 0 : 1)),
    city: rows.map(({ city }) => city),
    x: numbers("x"),
    y: numbers("y"),
    z: numbers("z"),
    store: numbers("store"),
  });
}

function batchesOf(table: Table, size: number): OpenRows {
  return async function* () {
    const rows = rowCount(table);
    for (let from = 0; from < rows; from += size) {
      yield takeRows(
        table,
        Array.from({ length: Math.min(size, rows - from) }, (_, i) => from + i),
      );
    }
  };
}

const context = { log: silentLog, signal: new AbortController().signal };
const stream = (table: Table, options: object, size = 37): Promise<Fit> =>
  measureExperimentStream(batchesOf(table, size), { treatment: "treated", ...options }, context);

function inMemory(table: Table, options: object): Fit {
  return experiment.fit(table, unwrap(validate(experiment.options, options), "test", "config/invalid"), contextOf(1));
}

function expectSame(actual: Fit, expected: Fit): void {
  const close = (a: number | null, b: number | null): void => expect(a! / b!).toBeCloseTo(1, 9);
  close(actual.estimate.value, expected.estimate.value);
  close(actual.estimate.stderr, expected.estimate.stderr);
  close(actual.estimate.interval.lower, expected.estimate.interval.lower);
  close(actual.estimate.interval.upper, expected.estimate.interval.upper);
  close(actual.estimate.pValue, expected.estimate.pValue);
  expect(actual.sampleSize).toBe(expected.sampleSize);
  for (const name of ["r_squared", "log_likelihood", "df_residual", "residual_sd", "mean_treated", "n_control"]) {
    close(actual.diagnostics[name] as number, expected.diagnostics[name] as number);
  }
}

describe("measureExperimentStream", () => {
  test("a level of a single unit leaves the same terms without an error as in memory", async () => {
    const table = draw(3);
    const city = Array.from(table["city"] as readonly string[], (name, i) => (i === 100 ? "zagreb" : name));
    const options = { formula: "y ~ treated + x + city", cov_type: "HC2" };
    const [here, there] = [inMemory({ ...table, city }, options), await stream({ ...table, city }, options)];
    expectSame(there, here);
    const errors = ({ terms }: Fit): object =>
      Object.fromEntries(terms!.map(({ name, stderr }) => [name, stderr?.toPrecision(9) ?? null]));
    expect(errors(there)).toEqual(errors(here));
    expect(errors(here)).toMatchObject({ "city[T.rome]": expect.any(String) as string });
    expect(Object.values(errors(here))).toContain(null);
  });

  test.each([
    ["y ~ treated", "HC1"],
    ["y ~ treated + x + city", "HC3"],
    ["y ~ x * city + C(store) + treated", "classical"],
    ["y ~ treated + x + z + x:z - 1", "HC0"],
    ["y ~ city + treated - 1", "HC3"],
    ["y ~ I(x^2) + log1p(abs(z)) + treated", "HC1"],
  ])("%s with %s is the model in memory", async (formula, covType) => {
    const options = { formula, treatment: "treated", cov_type: covType };
    expectSame(await stream(draw(1), options), inMemory(draw(1), options));
  });

  test("the default has Welch's degrees of freedom and a relative effect that agrees about zero", async () => {
    const table = draw(2);
    const { estimate, diagnostics } = await stream(table, { formula: "y ~ treated" });
    const arm = (label: number): number[] =>
      [...(table["y"] as Float64Array)].filter((_, i) => table["treated"]![i] === label);
    const [a, b] = [arm(1), arm(0)].map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      return { mean, part: variance / values.length, n: values.length };
    });
    expect(estimate.value).toBeCloseTo(a!.mean - b!.mean, 10);
    expect(estimate.stderr).toBeCloseTo(Math.sqrt(a!.part + b!.part), 10);
    expect(estimate.relative!.baseline).toBeCloseTo(b!.mean, 10);
    expect(estimate.relative!.value).toBeCloseTo(estimate.value / b!.mean, 12);
    const { lower, upper } = estimate.relative!.interval!;
    expect(lower > 0 || upper < 0).toBe(estimate.interval.lower > 0 || estimate.interval.upper < 0);
    expect(diagnostics["cov_type"]).toBe("HC2");
    expect(diagnostics["df"]).toBeGreaterThan(100);
  });

  test("a treatment in products: the effect averaged over all rows", async () => {
    const table = draw(3);
    const { estimate, terms } = await stream(table, { formula: "y ~ treated * x", treatment: "treated" });
    const x = table["x"] as Float64Array;
    const mean = x.reduce((sum, value) => sum + value, 0) / n;
    const value = (name: string): number => terms!.find((term) => term.name === name)!.value;
    expect(estimate.value).toBeCloseTo(value("treated") + mean * value("treated:x"), 10);
    // The same regression with x centred has the effect as its coefficient.
    const centred = createTable({ ...table, x: x.map((cell) => cell - mean) });
    const other = await stream(centred, { formula: "y ~ treated * x", treatment: "treated" });
    expect(other.terms!.find(({ name }) => name === "treated")!.stderr).toBeCloseTo(estimate.stderr!, 10);
  });

  test.each([
    { formula: "y ~ x" },
    { formula: "y ~ arm * x", arm: "c" },
    { formula: "y ~ arm * city + x - 1" },
    { formula: "log(y) ~ x", cov_type: "HC3" },
    { formula: "y ~ x + city:x", cluster: "store" },
    { formula: "y ~ x", cluster: "store", cov_type: "CR1" },
    { formula: "y ~ x + I(x^1) + z", cov_type: "HC2" },
    { formula: "y ~ x + I(x^2) + treated:x + city:x" },
  ])("three arms, effects, relative effects and shared checks are the model's: %j", async (options) => {
    const table = createTable({ ...draw(4), y: (draw(4)["y"] as Float64Array).map((value) => value + 20) });
    const all = { treatment: "arm", expected_shares: { control: 1, b: 1, c: 1 }, ...options };
    const [actual, expected] = [await stream(table, all), inMemory(table, { ...all, inference: "t" })];
    expectSame(actual, expected);
    const upper = expected.estimate.relative?.interval?.upper ?? 0;
    expect(actual.estimate.relative?.interval?.upper ?? 0).toBeCloseTo(upper, 10);
    expect(actual.effects!.map(({ name }) => name)).toEqual(expected.effects!.map(({ name }) => name));
    for (const [i, { value, adjustedPValue, relative }] of expected.effects!.entries()) {
      expect(actual.effects![i]!.value).toBeCloseTo(value, 10);
      expect(actual.effects![i]!.adjustedPValue).toBeCloseTo(adjustedPValue!, 10);
      expect(actual.effects![i]!.relative?.value ?? 0).toBeCloseTo(relative?.value ?? 0, 10);
    }
    for (const check of actual.checks) {
      const own = expected.checks.find(({ name }) => name === check.name)!;
      expect([check.name, check.status, check.message]).toEqual([own.name, own.status, own.message]);
    }
    for (const [name, value] of Object.entries(actual.diagnostics)) {
      if (typeof value === "number") expect(value / (expected.diagnostics[name] as number)).toBeCloseTo(1, 9);
      else expect(value).toBe(expected.diagnostics[name]);
    }
    expect(actual.terms!.map(({ name }) => name)).toEqual(expected.terms!.map(({ name }) => name));
    for (const [i, { pValue, interval }] of expected.terms!.entries()) {
      expect(actual.terms![i]!.pValue).toBeCloseTo(pValue!, 10);
      expect(actual.terms![i]!.interval!.lower).toBeCloseTo(interval!.lower, 9);
    }
  });

  test("a sample ratio that chance does not explain fails", async () => {
    const { checks } = await stream(draw(5), { formula: "y ~ treated", expected_shares: { 0: 1, 1: 1 } });
    expect(checks.find(({ name }) => name === "sample_ratio")).toMatchObject({ status: "fail" });
  });

  test("clusters: CR2, and as many units as clusters", async () => {
    const fit = await stream(draw(6), { formula: "y ~ treated + x", cluster: "store" });
    expect(fit.diagnostics).toMatchObject({ cov_type: "CR2", clusters: 50 });
    expect(fit.diagnostics["df"]).toBeLessThan(50);
    expect(fit.sampleSize).toBe(50);
  });

  test("rows with a gap are left out and counted, or refused by name", async () => {
    const table = draw(7);
    const y = (table["y"] as Float64Array).slice();
    y[100] = NaN;
    const gapped = createTable({ ...table, y });
    const options = { formula: "y ~ treated + x", missing: "drop", cov_type: "HC1" };
    expectSame(await stream(gapped, options), inMemory(gapped, { ...options, treatment: "treated" }));
    expect((await stream(gapped, options)).checks).toContainEqual(
      expect.objectContaining({ name: "missing_rows", status: "warn", value: 1 }),
    );
    await expect(stream(gapped, { formula: "y ~ treated + x" })).rejects.toThrow('column "y" is empty in row 101');
  });

  test("declared levels save a pass", async () => {
    let opened = 0;
    let rows = 0;
    const open: OpenRows = async function* (columns) {
      opened += 1;
      for await (const batch of batchesOf(draw(8), 50)(columns)) {
        rows += rowCount(batch);
        yield batch;
      }
    };
    const options = { formula: "y ~ arm + x", treatment: "arm", levels: { arm: ["control", "b", "c"] } };
    await measureExperimentStream(open, options, context);
    expect([opened, rows]).toEqual([3, 2 * n + 50]);
  });

  test("batches do not matter", async () => {
    const options = { formula: "y ~ arm * x + city", treatment: "arm" };
    const [one, other] = [await stream(draw(9), options, 1000), await stream(draw(9), options, 11)];
    expectSame(one, other);
    expect(one.checks).toEqual(other.checks);
  });

  test.each([
    [{ formula: "y ~ nothing", treatment: "treated" }, /no column "nothing"/],
    [
      { formula: "y ~ city", treatment: "arm", levels: { arm: ["control", "b"] } },
      /column "arm" has "c" in row \d+, which is none/,
    ],
    [{ formula: "y ~ arm", treatment: "arm", control: "d" }, /column "arm" has no level "d"; it has b, c, control/],
    [{ formula: "y ~ arm", treatment: "arm", arm: "d" }, /column "arm" has no level "d"; it has control, b, c/],
    [{ formula: "y ~ treated", cov_type: "CR1" }, /cov_type CR1 needs clusters/],
    [{ formula: "y ~ treated", cov_type: "HC2", cluster: "store" }, /cov_type HC2 takes no clusters/],
    [{ formula: "y ~ treated", covtype: "HC2" }, /unknown option "covtype"/],
    [{ formula: "y ~ arm + treated", treatment: "treated" }, /aliased coefficient.*leave out the term/],
    [{ formula: "y ~ poly(x, 2)" }, /poly\(x, 2\) needs all rows at once/],
    [{ formula: "y ~ scale(x)" }, /scale\(x\) needs all rows at once/],
    [{ formula: "y ~ C(log(z))" }, /C\(log\(z\)\) is no column/],
    [{ formula: "y ~ log(treated)" }, /the treatment "treated" stands in log\(treated\)/],
    [{ formula: "y ~ log(x)" }, /counting rows from 1|log\(x\) has no value in row/],
    [{ formula: "y ~ arm", treatment: undefined }, /treatment/],
    [{ formula: "city ~ treated", treatment: "treated" }, /column "city"/],
  ])("refuses %j", async (options, message) => {
    await expect(stream(draw(10), options)).rejects.toThrow(message);
  });

  test("refuses passes that differ", async () => {
    let opened = 0;
    const open: OpenRows = (columns) => batchesOf(opened++ < 2 ? draw(1) : takeRows(draw(1), [0, 1, 2]), 50)(columns);
    await expect(
      measureExperimentStream(open, { formula: "y ~ treated", treatment: "treated" }, context),
    ).rejects.toThrow("the second pass has 3 rows, the first had 240; open must give the same rows each time");
  });

  test("stops when told to", async () => {
    const abort = new AbortController();
    const log = { ...silentLog, debug: () => abort.abort() };
    await expect(
      measureExperimentStream(
        batchesOf(draw(1), 50),
        { formula: "y ~ treated", treatment: "treated" },
        { log, signal: abort.signal },
      ),
    ).rejects.toMatchObject({ name: "AbortError" });
  });
});
