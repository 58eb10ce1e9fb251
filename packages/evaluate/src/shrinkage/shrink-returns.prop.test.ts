import type { EvaluateResult } from "@ie/contracts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { shrinkReturns } from "./shrink-returns.ts";

const evaluated = fc
  .record({
    med: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    half: fc.double({ min: 1, max: 1e4, noNaN: true }),
  })
  .map(({ med, half }): Omit<EvaluateResult, "initiativeId"> => ({
    confidence: 0.5,
    cost: 1,
    returns: { best: med + half, med, worst: med - half },
    design: "experiment",
    sampleSize: 100,
    flags: [],
    reasons: [],
    returnMultiplier: 1,
    currency: "EUR",
  }));

const cohort = fc
  .array(evaluated, { minLength: 4, maxLength: 12 })
  .map((list) => list.map((each, i) => ({ ...each, initiativeId: `i${i}` })));

test("forecasts lie between the estimate and the others, keep the raw ones, and do not depend on the order", () => {
  fc.assert(
    fc.property(cohort, (list) => {
      const shrunk = shrinkReturns(list, 0.95);
      const [least, most] = [Math.min(...list.map((e) => e.returns.med)), Math.max(...list.map((e) => e.returns.med))];
      const room = 1e-9 * (Math.abs(least) + Math.abs(most) + 1);
      const reversed = shrinkReturns([...list].reverse(), 0.95).toReversed();
      shrunk.forEach(({ returns, rawReturns }, i) => {
        expect(rawReturns).toBe(list[i]!.returns);
        expect(returns.worst).toBeLessThanOrEqual(returns.med);
        expect(returns.med).toBeLessThanOrEqual(returns.best);
        expect(returns.med).toBeGreaterThanOrEqual(least - room);
        expect(returns.med).toBeLessThanOrEqual(most + room);
        const width = returns.best - returns.worst;
        expect(Math.abs(reversed[i]!.returns.med - returns.med)).toBeLessThan(1e-6 * width);
      });
    }),
    { numRuns: 40 },
  );
});

test("the best estimate is promised less than it showed, the worst more", () => {
  fc.assert(
    fc.property(cohort, (list) => {
      const equal = list.map((each) => {
        const { med } = each.returns;
        return { ...each, returns: { best: med + 500, med, worst: med - 500 } };
      });
      const order = equal.toSorted((a, b) => a.returns.med - b.returns.med);
      const shrunk = shrinkReturns(order, 0.95);
      expect(shrunk.at(-1)!.returns.med).toBeLessThanOrEqual(order.at(-1)!.returns.med + 1e-6);
      expect(shrunk[0]!.returns.med).toBeGreaterThanOrEqual(order[0]!.returns.med - 1e-6);
    }),
    { numRuns: 40 },
  );
});

test("refusals and small cohorts", () => {
  const member = (initiativeId: string, currency: string | null): EvaluateResult => ({
    initiativeId,
    confidence: 0.5,
    cost: 1,
    returns: { best: 2, med: 1, worst: 0 },
    design: null,
    sampleSize: null,
    flags: ["kept"],
    reasons: [],
    returnMultiplier: 1,
    currency,
  });
  expect(shrinkReturns([member("a", "EUR")], 0.95)[0]).toMatchObject({
    returns: { best: 2, med: 1, worst: 0 },
    flags: ["kept", "not_shrunk:few_initiatives"],
  });
  expect(() =>
    shrinkReturns(
      ["a", "b", "c", "d"].map((id) => member(id, null)),
      0.95,
    ),
  ).toThrow(
    "shrinkage: the returns are in no common currency; state currency: and each initiative's return_multiplier",
  );
  const flat = { ...member("d", "EUR"), returns: { best: 1, med: 1, worst: 1 } };
  expect(() => shrinkReturns([member("a", "EUR"), member("b", "EUR"), member("c", "EUR"), flat], 0.95)).toThrow(
    'shrinkage: "d" has best and worst returns alike',
  );
});
