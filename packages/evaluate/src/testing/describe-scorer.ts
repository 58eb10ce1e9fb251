import {
  evaluateResult,
  silentLog,
  unwrap,
  validate,
  type Context,
  type MeasureResult,
  type Score,
  type Scorer,
} from "@ie/contracts";
import { deepFreeze, expectThat, type TestRunner } from "@ie/contracts/testing";
import { createRng } from "@ie/stats";
import { evaluate } from "../evaluate.ts";

/** An experiment with an effect of 2 (1 to 3) on 400 units and one passed check. */
export const exampleResult: MeasureResult = {
  initiativeId: "example",
  design: "experiment",
  model: "experiment",
  estimate: {
    estimand: "ate",
    value: 2,
    stderr: 0.5,
    interval: { lower: 1, upper: 3, level: 0.95 },
    pValue: 0.0001,
    unit: "revenue",
  },
  sampleSize: 400,
  diagnostics: { r_squared: 0.2 },
  checks: [{ name: "arm_sizes", status: "pass", message: "200 and 200 units", value: 200 }],
  terms: [],
  series: null,
  provenance: null,
};

const context = (seed = 1): Context => ({ rng: createRng(seed), log: silentLog, signal: new AbortController().signal });

/** The suite that every scorer passes: a confidence from 0 to 1 with its reasons, the same each time, inputs left alone. */
export function describeScorer<O>(runner: TestRunner, name: string, scorer: Scorer<O>, given: object = {}): void {
  const { describe, test } = runner;
  const score = (result: MeasureResult, seed?: number): Promise<Score> =>
    scorer.score(result, unwrap(validate(scorer.options, given), name, "config/invalid"), context(seed));

  describe(`scorer ${name}`, () => {
    test("gives a confidence from 0 to 1, with reasons whose weights add up to 1", async () => {
      for (const design of ["experiment", "quasi-experiment", "time-series", "observational"] as const) {
        const { confidence, reasons } = await score({ ...exampleResult, design });
        expectThat(confidence >= 0 && confidence <= 1, `the confidence is ${confidence}`);
        const total = reasons.reduce((sum, { weight }) => sum + weight, 0);
        expectThat(reasons.length === 0 || Math.abs(total - 1) < 1e-9, `the weights add up to ${total}`);
        expectThat(
          reasons.every((reason) => reason.reason !== ""),
          "a reason is empty",
        );
      }
    });

    test("gives the same score for the same evidence, whatever the seed", async () => {
      const [first, second] = [await score(exampleResult, 1), await score(exampleResult, 2)];
      expectThat(JSON.stringify(first) === JSON.stringify(second), "the score changes");
    });

    test("copes with what is unknown, and leaves its inputs alone", async () => {
      const { estimate } = exampleResult;
      const bare = deepFreeze({ ...exampleResult, checks: [], estimate: { ...estimate, stderr: null, pValue: null } });
      const { confidence } = await score(bare);
      expectThat(Number.isFinite(confidence), `the confidence is ${confidence}`);
    });

    test("makes a valid document", async () => {
      const options = { cost: 10, returnMultiplier: 3, scorer: name, options: given };
      const result = await evaluate(exampleResult, options, { scorers: { [name]: scorer }, context: context() });
      const document = evaluateResult.format(result);
      const again = evaluateResult.format(unwrap(evaluateResult.parse(JSON.parse(JSON.stringify(document))), name));
      expectThat(JSON.stringify(again) === JSON.stringify(document), "the document changes when it is read back");
    });
  });
}
