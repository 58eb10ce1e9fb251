import { outcomeReport, type MeasureResult } from "@ie/contracts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocated, evaluated, evidence, measured } from "../test/evidence.ts";
import { outcomeReports } from "./outcome-reports.ts";

const scale: MeasureResult = measured("a", { value: 9, lower: 8.5, upper: 9.5, n: 400 }, "orders per day");

describe("an outcome report", () => {
  test("is money on both sides", () => {
    const { reports, failures } = outcomeReports(evidence(scale));
    expect(failures).toEqual([]);
    expect(reports).toEqual([
      {
        initiativeId: "a",
        predictedReturn: 1000,
        predictedInterval: { lower: 800, upper: 1300, level: 0.95 },
        actualReturn: 900,
        actualInterval: { lower: 850, upper: 950, level: 0.95 },
        predictionError: -100,
        withinInterval: true,
        sampleSizePilot: 90,
        sampleSizeScale: 400,
        budgetAllocated: 500,
        confidence: 0.55,
        design: "time-series",
        currency: "EUR",
      },
    ]);
  });

  test.each([
    [8, true],
    [7.99, false],
    [13, true],
    [13.01, false],
  ])("of an effect of %d is inside the predicted interval: %s", (value, inside) => {
    const shifted = measured("a", { value, lower: value - 1, upper: value + 1, n: 90 }, null);
    expect(outcomeReports(evidence(shifted)).reports[0]?.withinInterval).toBe(inside);
  });

  const provenance = { seed: 0, configHash: null, dataFingerprint: "f".repeat(64), versions: {}, mock: false };
  test.each<readonly [name: string, other: MeasureResult, code: string, message: RegExp]>([
    [
      "fewer units",
      { ...scale, sampleSize: 89 },
      "data/too-few-rows",
      /has 89 units, fewer than the pilot's 90; raise/,
    ],
    ["another unit", measured("a", { value: 1, lower: 1, upper: 1, n: 400 }, "%"), "config/invalid", /measures "%"/],
    [
      "another level",
      { ...scale, estimate: { ...scale.estimate, interval: { ...scale.estimate.interval, level: 0.9 } } },
      "config/invalid",
      /has intervals of level 0.9, the pilot of 0.95; give both/,
    ],
    ["an initiative without a pilot", { ...scale, initiativeId: "b" }, "document/invalid", /"b" has no pilot/],
  ])("is refused for %s", (_, other, code, message) => {
    const documents = { ...evidence(scale), scaleResults: [other] };
    const { reports, failures } = outcomeReports(documents);
    expect(reports).toEqual([]);
    expect(failures).toMatchObject([{ stage: "report", code, message: expect.stringMatching(message) }]);
  });

  test("is refused for the pilot's own rows", () => {
    const documents = evidence({ ...scale, provenance });
    const pilotResults = documents.pilotResults.map((pilot) => ({ ...pilot, provenance }));
    expect(outcomeReports({ ...documents, pilotResults }).failures).toMatchObject([{ code: "data/same-rows" }]);
  });

  test("is a valid document for any numbers", () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const numbers = fc.tuple(number, number, number, fc.integer({ min: 30, max: 1e6 })).map(([a, b, c, n]) => {
      const [lower = 0, value = 0, upper = 0] = [a, b, c].toSorted((x, y) => x - y);
      return { lower, value, upper, n };
    });
    fc.assert(
      fc.property(numbers, numbers, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (before, after, multiplier) => {
        const pilot = measured("a", before, null);
        const evaluation = evaluated(pilot, multiplier, 1);
        const { reports, failures } = outcomeReports({
          pilotResults: [pilot],
          evaluateResults: [evaluation],
          allocateResult: allocated([evaluation], 1),
          scaleResults: [measured("a", after, null)],
        });
        expect(failures.length).toBe(after.n < before.n ? 1 : 0);
        for (const report of reports) outcomeReport.format(report);
      }),
      { seed: 31 },
    );
  });
});
