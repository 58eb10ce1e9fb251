import { evaluateResult, unwrap, type Scorer } from "@ie/contracts";
import { expect, test } from "vitest";
import { measured } from "../test/measured.ts";
import { evaluate } from "./evaluate.ts";
import { scorers } from "./scorers/index.ts";

test("returns are the estimate and its interval times the multiplier, and the result is a document", async () => {
  const result = await evaluate(measured, { cost: 500, returnMultiplier: 30, currency: "EUR" });
  expect(result).toMatchObject({
    initiativeId: "faster-search",
    cost: 500,
    returns: { best: 90, med: 60, worst: 30 },
    design: "experiment",
    sampleSize: 300,
    flags: [],
    returnMultiplier: 30,
    currency: "EUR",
  });
  expect(unwrap(evaluateResult.parse(evaluateResult.format(result)), "test")).toEqual(result);
});

test("the same measurement gives the same bytes", async () => {
  const once = await evaluate(measured, { cost: 1 });
  expect(JSON.stringify(await evaluate(structuredClone(measured), { cost: 1 }))).toBe(JSON.stringify(once));
});

const fixed = (confidence: number): Scorer<unknown> => ({
  ...scorers.methodology,
  score: () => Promise.resolve({ confidence, reasons: [], flags: ["fixed"] }),
});
const lucky: Scorer<unknown> = {
  ...scorers.methodology,
  score: (_result, _options, { rng }) => Promise.resolve({ confidence: rng.uniform(), reasons: [], flags: [] }),
};

test("a scorer of one's own stands beside the built-in one, and is held to [0, 1]", async () => {
  const own = { ...scorers, half: fixed(0.5), over: fixed(1.2), nothing: fixed(Number.NaN), lucky };
  const using = (scorer: string) => evaluate(measured, { cost: 1, scorer }, { scorers: own });
  expect(await using("half")).toMatchObject({ confidence: 0.5, flags: ["fixed"] });
  await expect(using("over")).rejects.toMatchObject({
    code: "data/out-of-range",
    message: "over: gives a confidence of 1.2; it must lie between 0 and 1",
  });
  await expect(using("nothing")).rejects.toMatchObject({ code: "data/out-of-range" });
  await expect(using("lucky")).rejects.toMatchObject({ code: "config/invalid" });
});

test("names, options and amounts are checked", async () => {
  const fails = (promise: Promise<unknown>, code: string, message: string): Promise<void> =>
    expect(promise).rejects.toMatchObject({ code, message });
  await fails(
    evaluate(measured, { cost: 1, scorer: "methodolgy" }),
    "config/unknown-name",
    'evaluate: unknown scorer "methodolgy"; did you mean "methodology"?',
  );
  await fails(
    evaluate(measured, { cost: 1, options: { smalest_effect: 1 } }),
    "config/invalid",
    'methodology: unknown option "smalest_effect"; did you mean "smallest_effect"?',
  );
  await fails(evaluate(measured, { cost: 0 }), "config/invalid", "evaluate: cost is 0; give a number above 0");
  await fails(
    evaluate(measured, { cost: 1, returnMultiplier: -2 }),
    "config/invalid",
    "evaluate: return_multiplier is -2; give a number above 0",
  );
});
