import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readSelect } from "./select-text.ts";

const literal = fc.string().map((text) => `'${text.replaceAll("'", "''")}'`);
const name = fc.string({ minLength: 1 }).map((text) => `"${text.replaceAll('"', '""')}"`);
const comment = fc
  .string()
  .filter((text) => !/[*/]/.test(text))
  .map((text) => `/*${text}*/`);

test("whatever stands in quotes stays as it is and ends nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(literal, name), { minLength: 1 }), comment, (parts, hidden) => {
      const sql = `SELECT ${parts.join(", ")}`;
      expect(readSelect(`${hidden} ${sql}`)).toEqual({ text: sql, parameters: [] });
      expect(readSelect(`${sql} ${hidden}; SELECT 1`)).toHaveProperty("fault");
    }),
  );
});

test("any text is read or refused, in time", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from("'\"$;()-/*\\eE \n_1a")) }), (text) => {
      const found = readSelect(`SELECT ${text}`);
      if ("fault" in found) expect(found.fault).toMatch(/; /);
      else expect(found.text).toMatch(/^SELECT/);
    }),
  );
  const begin = performance.now();
  readSelect(`SELECT ${"$a$".repeat(20_001)} ${"'".repeat(50_001)} ${"/*".repeat(50_000)}`);
  expect(performance.now() - begin).toBeLessThan(5000);
});
