import { isImpactError, measureResult, unwrap, validate, type Fit, type Model, type Table } from "@ie/contracts";
import { deepFreeze, expectThat, type TestRunner } from "@ie/contracts/testing";
import { createRng } from "@ie/stats";
import { rowCount, takeRows } from "@ie/table";
import { contextOf } from "../measure.ts";

export interface ModelExample {
  /** Options as a configuration writes them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly table: Table;
  /** A numeric column whose rescaling rescales the effect. */
  readonly outcome: string;
}

/** Relative room for another order of summation. */
const rounding = 1e-8;

function near(a: number, b: number, scale: number): boolean {
  return Math.abs(a - b) <= rounding * Math.max(Math.abs(scale), Math.abs(b));
}

function codeOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    expectThat(isImpactError(error), `threw ${String(error)} instead of an ImpactError`);
    return error.code;
  }
}

/** The suite that every model passes: purity, an honest interval, invariance to order and units, coded refusals. */
export function describeModel<O>(runner: TestRunner, name: string, model: Model<O>, example: ModelExample): void {
  const { describe, test } = runner;
  describe(`model ${name}`, () => {
    const options = (given: object = example.options): O =>
      unwrap(validate(model.options, given), name, "config/invalid");
    const fit = (table: Table = example.table, given: object = example.options, seed = 1): Fit =>
      model.fit(table, options(given), contextOf(seed));

    test("gives an estimate inside its interval, and a p-value that agrees with it", () => {
      const { estimate, sampleSize, diagnostics } = fit();
      const { interval, pValue, stderr, value } = estimate;
      expectThat(interval.lower <= value && value <= interval.upper, "the interval does not hold the estimate");
      expectThat(interval.lower < interval.upper, "the interval is a point");
      expectThat(stderr === null || stderr > 0, `the standard error is ${stderr}`);
      if (pValue !== null) {
        expectThat(pValue >= 0 && pValue <= 1, `the p-value is ${pValue}`);
        const excludesZero = interval.lower > 0 || interval.upper < 0;
        expectThat(
          pValue < 1 - interval.level === excludesZero,
          `p ${pValue} and the interval ${interval.lower} to ${interval.upper} disagree`,
        );
      }
      expectThat(Number.isInteger(sampleSize) && sampleSize >= 30, `the sample size is ${sampleSize}`);
      const fits = [diagnostics["r_squared"], diagnostics["log_likelihood"]];
      expectThat(
        fits.some((each) => typeof each === "number"),
        "diagnostics lack r_squared and log_likelihood",
      );
    });

    test("makes a document that reads back the same", () => {
      const { series, terms, effects, tables, ...rest } = fit();
      const result = {
        initiativeId: "example",
        design: model.design,
        model: name,
        ...rest,
        effects: effects ?? [],
        terms: terms ?? [],
        series: series ?? null,
        tables: tables ?? {},
        provenance: null,
      };
      const document = measureResult.format(result);
      const again = measureResult.format(unwrap(measureResult.parse(JSON.parse(JSON.stringify(document))), name));
      expectThat(JSON.stringify(again) === JSON.stringify(document), "the document changes when it is read back");
    });

    test("gives the same bytes again, and leaves its inputs alone", () => {
      const frozen = deepFreeze(example.table);
      const before = JSON.stringify(example.table);
      const first = JSON.stringify(fit(frozen));
      expectThat(first === JSON.stringify(fit(frozen)), "a second fit differs");
      expectThat(
        JSON.stringify(frozen) === before && JSON.stringify(example.table) === before,
        "the table was changed",
      );
    });

    test("does not depend on the order of rows", () => {
      const n = rowCount(example.table);
      const rng = createRng(7);
      const order = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = rng.integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      const [straight, shuffled] = [fit().estimate, fit(takeRows(example.table, order)).estimate];
      const width = straight.interval.upper - straight.interval.lower;
      expectThat(
        near(shuffled.value, straight.value, width),
        `the estimate moves from ${straight.value} to ${shuffled.value}`,
      );
      expectThat(near(shuffled.interval.lower, straight.interval.lower, width), "the interval moves");
    });

    for (const factor of [1000, 0.01]) {
      test(`multiplies its answer by ${factor} with the outcome, and changes nothing else`, () => {
        const outcome = example.table[example.outcome];
        expectThat(outcome instanceof Float64Array, `the example's outcome "${example.outcome}" is not numeric`);
        const scaled = fit({ ...example.table, [example.outcome]: outcome.map((value) => value * factor) });
        const { estimate } = fit();
        const width = factor * (estimate.interval.upper - estimate.interval.lower);
        expectThat(
          near(scaled.estimate.value, factor * estimate.value, width),
          `${scaled.estimate.value} is not ${factor} × ${estimate.value}`,
        );
        expectThat(
          near(scaled.estimate.interval.upper, factor * estimate.interval.upper, width),
          "the interval does not scale",
        );
        if (estimate.pValue !== null && scaled.estimate.pValue !== null) {
          expectThat(Math.abs(scaled.estimate.pValue - estimate.pValue) < 1e-7, "the p-value moves");
        }
        expectThat(
          JSON.stringify(scaled.checks.map(({ status }) => status)) ===
            JSON.stringify(fit().checks.map(({ status }) => status)),
          "a check changes its status",
        );
      });
    }

    test("refuses an option that it does not know", () => {
      const result = validate(model.options, { ...example.options, no_such_option: 1 });
      expectThat(
        !result.ok && result.issues.some(({ message }) => message.includes("no_such_option")),
        "it is accepted or not named",
      );
    });

    test("names its columns, and refuses a table without one of them", () => {
      const columns = model.columns(options());
      expectThat(columns.includes(example.outcome), `columns() lacks the outcome "${example.outcome}"`);
      for (const missing of columns) {
        const table = Object.fromEntries(Object.entries(example.table).filter(([key]) => key !== missing));
        expectThat(codeOf(() => fit(table)) === "data/missing-column", `no data/missing-column without "${missing}"`);
      }
    });

    test("refuses fewer than 30 units", () => {
      const few = takeRows(
        example.table,
        Array.from({ length: Math.min(12, rowCount(example.table)) }, (_, i) => i),
      );
      const code = codeOf(() => fit(few));
      expectThat(code !== null && code.startsWith("data/"), `the code is ${code}`);
    });
  });
}
