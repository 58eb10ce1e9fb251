import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fakeReader } from "../../test/fake-reader.ts";
import { parsePlan } from "./parse-plan.ts";

const keys = fc.constantFrom(
  "budget",
  "initiatives",
  "INITIATIVES",
  "evaluate",
  "allocate",
  "rule",
  "seed",
  "initiative_id",
  "cost_to_scale",
  "measure",
  "measure_config",
  "pilot",
  "scale",
  "sample_size",
  "__proto__",
  "constructor",
);

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom<unknown>(null, true, 0, 1, -1, 50, "a", "", "m.yaml"),
    fc.string(),
    fc.double(),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(keys, tie("tree"), { maxKeys: 5 }),
  ),
}));

test("any configuration gives a plan or issues with a message, never an exception", async () => {
  const document = fc.record({ budget: tree, initiatives: fc.oneof(tree, fc.array(tree, { maxLength: 3 })), x: tree });
  await fc.assert(
    fc.asyncProperty(fc.oneof(document, tree), async (value) => {
      const result = await parsePlan(JSON.stringify(value) ?? "", "plan.json", fakeReader({ "m.yaml": "model: m" }));
      if (!result.ok) expect(result.issues.every(({ message }) => message.length > 0)).toBe(true);
      expect(result.ok || result.issues.length > 0).toBe(true);
    }),
    { seed: 11, numRuns: 300 },
  );
});

test("any text gives a plan or issues", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
      const result = await parsePlan(text, "plan.yaml", fakeReader());
      expect(result.ok || result.issues.length > 0).toBe(true);
    }),
    { seed: 12, numRuns: 300 },
  );
});
