import { isImpactError, unwrap, validate, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { createTable } from "@ie/table";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contextOf } from "../../measure.ts";
import { experiment } from "./experiment.ts";
import { parseFormula } from "./formula.ts";

function draw(seed: number, n: number): Table {
  const rng = createRng(seed);
  const column = (): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
  return createTable({ y: column(), a: column(), b: column(), t: Float64Array.from({ length: n }, (_, i) => i % 2) });
}

const effect = (table: Table, formula: string): { value: number; stderr: number } => {
  const options = unwrap(validate(experiment.options, { formula, treatment: "t" }), "test", "config/invalid");
  const { value, stderr } = experiment.fit(table, options, contextOf(0)).estimate;
  return { value, stderr: stderr! };
};

const seed = fc.integer({ min: 0, max: 1_000_000 });
const size = fc.integer({ min: 30, max: 200 });

test("the order of terms and the units of covariates change nothing", () => {
  fc.assert(
    fc.property(seed, size, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (s, n, unit) => {
      const table = draw(s, n);
      const plain = effect(table, "y ~ t + a + b");
      for (const other of [
        effect(table, "y ~ b + a + t"),
        effect({ ...table, a: (table["a"] as Float64Array).map((value) => unit * value + 3) }, "y ~ t + a + b"),
      ]) {
        expect(Math.abs(other.value - plain.value)).toBeLessThan(1e-9 * plain.stderr + 1e-12);
        expect(Math.abs(other.stderr / plain.stderr - 1)).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 50 },
  );
});

test("an effect added to the treated is added to the estimate", () => {
  fc.assert(
    fc.property(seed, size, fc.double({ min: -100, max: 100, noNaN: true }), (s, n, added) => {
      const table = draw(s, n);
      const t = table["t"] as Float64Array;
      const moved = { ...table, y: (table["y"] as Float64Array).map((value, i) => value + added * t[i]!) };
      const [before, after] = [effect(table, "y ~ t + a"), effect(moved, "y ~ t + a")];
      expect(after.value - before.value).toBeCloseTo(added, 8);
      expect(after.stderr).toBeCloseTo(before.stderr, 8);
    }),
    { numRuns: 50 },
  );
});

test("any text is a formula or a coded refusal", () => {
  const piece = fc.constantFrom(
    "y",
    "~",
    "t",
    "+",
    "-",
    "*",
    ":",
    "(",
    ")",
    "C",
    "1",
    "0",
    " ",
    "`",
    "é",
    "\u0000",
    "log",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        parseFormula(pieces.join(""));
      } catch (error) {
        expect(isImpactError(error) && error.code).toBe("config/invalid");
      }
    }),
    { numRuns: 1000 },
  );
});
