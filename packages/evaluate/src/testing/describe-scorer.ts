import { designs, encodeJson, type Context, type MeasureResult, type Scorer } from "@ie/contracts";
import { deepFreeze, expectThat, type TestRunner } from "@ie/contracts/testing";
import { quietContext } from "../quiet-context.ts";

/** One result of each design, strong and weak, complete and with all that may be unknown left out. */
function examples(): readonly MeasureResult[] {
  return designs.flatMap((design) => {
    const full: MeasureResult = {
      initiativeId: `example-${design}`,
      design,
      model: "example",
      estimate: {
        estimand: "att",
        value: 2,
        stderr: 0.5,
        interval: { lower: 1.02, upper: 2.98, level: 0.95 },
        pValue: 6e-5,
        unit: "revenue per unit",
      },
      sampleSize: 800,
      diagnostics: { r_squared: 0.7 },
      checks: [
        { name: "balance", status: "pass", message: "balanced", value: 0.4 },
        { name: "residuals", status: "warn", message: "autocorrelated", value: null },
        { name: "overlap", status: "fail", message: "none for a third", value: 0.33 },
      ],
      effects: [],
      terms: [],
      tables: {},
      series: null,
      provenance: null,
    };
    const bare: MeasureResult = {
      ...full,
      model: null,
      estimate: {
        estimand: null,
        value: 0,
        stderr: null,
        interval: { lower: -1, upper: 1, level: 0.9 },
        pValue: null,
        unit: null,
      },
      sampleSize: 30,
      diagnostics: { log_likelihood: -12 },
      checks: [],
    };
    return [full, bare];
  });
}

/**
 * What every scorer must do, as tests of `runner`. `options` are the scorer's own, after validation. A scorer that uses chance or
 * a service brings a `context` whose answers repeat.
 */
export function describeScorer<O>(
  { describe, test }: TestRunner,
  name: string,
  scorer: Scorer<O>,
  options: O,
  context: () => Context = quietContext,
): void {
  describe(`${name} obeys the laws of a scorer`, () => {
    test("gives a confidence between 0 and 1, with reasons that say something", async () => {
      for (const result of examples()) {
        const { confidence, reasons } = await scorer.score(result, options, context());
        expectThat(confidence >= 0 && confidence <= 1, `${name}: confidence ${confidence}`);
        expectThat(reasons.length > 0, `${name}: no reason`);
        for (const { domain, score, weight, reason } of reasons) {
          expectThat(score >= 0 && score <= 1, `${name}: ${domain} scores ${score}`);
          expectThat(weight >= 0 && weight <= 1, `${name}: ${domain} weighs ${weight}`);
          expectThat(reason !== "", `${name}: ${domain} gives an empty reason`);
        }
      }
    });

    test("names each domain once", async () => {
      for (const result of examples()) {
        const { reasons } = await scorer.score(result, options, context());
        const domains = reasons.map(({ domain }) => domain);
        expectThat(new Set(domains).size === domains.length, `${name}: domains ${domains.join(", ")}`);
      }
    });

    test("gives the same score twice, of values that JSON keeps, and leaves its input unchanged", async () => {
      for (const result of examples()) {
        const first = encodeJson(await scorer.score(result, options, context()));
        const second = encodeJson(await scorer.score(deepFreeze(result), deepFreeze(options), context()));
        expectThat(first === second, `${name}: ${first} and then ${second}`);
      }
    });
  });
}
