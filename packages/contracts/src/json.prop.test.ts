import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeJson, fingerprint } from "./json.ts";

/** JSON values; JSON text writes −0 as 0, so there is none. */
const plainJson = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

test("plain JSON comes back as it was", () => {
  fc.assert(
    fc.property(plainJson, fc.integer({ min: 0, max: 4 }), (value, indent) => {
      expect(JSON.parse(encodeJson(value, indent))).toEqual(value);
    }),
  );
});

test("what is accepted is what JSON keeps, whatever the value", () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withSparseArray: true }), (value) => {
      let text: string;
      try {
        text = encodeJson(value, 0);
      } catch (error) {
        expect(error).toMatchObject({ code: "document/invalid" });
        return;
      }
      expect(text).toBe(`${JSON.stringify(value)}\n`);
    }),
  );
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

test("the fingerprint is the same for every order of keys", async () => {
  await fc.assert(
    fc.asyncProperty(plainJson, async (value) => {
      expect(await fingerprint(shuffled(value))).toBe(await fingerprint(value));
    }),
  );
});
