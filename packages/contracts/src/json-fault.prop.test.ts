import * as fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-fault.ts";

function refusal(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return String(error);
  }
}

const json = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2))
  .map(([v, indent]) => JSON.stringify(v, null, indent));

test("JSON has no fault", () => {
  fc.assert(
    fc.property(json, (text) => {
      expect(jsonFault(text)).toBe(text.length);
    }),
  );
});

test("damaged JSON: a fault only where the engine refuses it, no later than the engine's place, after a sound start", () => {
  const damage = fc.constantFrom("", "x", "@", ",", "}", "]", '"', "\\", "0", "-", ":", "\u0001", "{");
  fc.assert(
    fc.property(json, fc.nat(), fc.nat(3), damage, (text, place, cut, insert) => {
      const at = place % (text.length + 1);
      const damaged = text.slice(0, at) + insert + text.slice(at + cut);
      const refused = refusal(damaged);
      const fault = jsonFault(damaged);
      if (refused === null) expect(fault).toBe(damaged.length);
      const engine = /at position (\d+)/.exec(refused ?? "")?.[1];
      if (engine !== undefined) expect(fault).toBeLessThanOrEqual(Number(engine));
      expect(jsonFault(damaged.slice(0, fault))).toBe(fault);
    }),
    { numRuns: 2000 },
  );
});
