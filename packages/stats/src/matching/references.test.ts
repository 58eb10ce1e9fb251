import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { cellsOf } from "./cells.ts";
import { matchingCoordinates, type MatchingMetric } from "./coordinates.ts";
import { matchingEffect } from "./matching-effect.ts";
import { matchWithReplacement } from "./match-with-replacement.ts";

type Row = Readonly<Record<string, string>>;

function rows(name: string): Row[] {
  const text = readFileSync(join(import.meta.dirname, "../../test/fixtures/matching", name), "utf8");
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, j) => [names[j]!, cell])));
}

const numbers = (table: readonly Row[], name: string): Float64Array =>
  Float64Array.from(table, (row) => Number(row[name]));
function matrixOf(table: readonly Row[], names: readonly string[]): Matrix {
  const x = createMatrix(table.length, names.length);
  names.forEach((name, j) => x.data.set(numbers(table, name), j * table.length));
  return x;
}
const arms: Record<string, readonly number[]> = { att: [1], atc: [0], ate: [1, 0] };

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-9);
}

describe("against R's Matching", () => {
  const data = rows("matching.csv");
  const x = matrixOf(data, ["a", "b", "c"]);
  const y = numbers(data, "y");
  const treated = Uint8Array.from(numbers(data, "treated"));
  const cells = (["inverse_variance", "mahalanobis"] as const).map((metric: MatchingMetric) =>
    cellsOf({ coordinates: matchingCoordinates(x, metric).coordinates, treated }),
  );
  for (const { metric, estimand, ratio, corrected, target, value, stderr } of rows("abadie-imbens.csv")) {
    test(`${metric}, ${estimand}, ${ratio} matches${corrected === "1" ? ", bias corrected" : ""}, ${target}`, () => {
      const own = cells[metric === "mahalanobis" ? 1 : 0]!;
      const matches = arms[estimand!]!.map((arm) => matchWithReplacement(own, arm, { ratio: Number(ratio) }));
      const found = matchingEffect({
        y,
        cells: own,
        matches,
        covariates: corrected === "1" ? x : null,
        variance: { neighbours: 0, plain: true, of: target === "sample" ? "sample" : "population" },
      })!;
      expectNear(found.value, Number(value));
      expectNear(found.stderr, Number(stderr));
    });
  }
});

describe("with tolerant ties and calipers, against R's Matching", () => {
  const data = rows("one_cov_replace.csv");
  const x = matrixOf(data, ["x1"]);
  const y = numbers(data, "revenue");
  const treated = Uint8Array.from(numbers(data, "treated"));
  const cells = cellsOf({ coordinates: matchingCoordinates(x, "inverse_variance").coordinates, treated });
  for (const { estimand, caliper, tolerance, value, stderr, dropped } of rows("tolerant-ties.csv")) {
    test(`${estimand}, caliper ${caliper}, tolerance ${tolerance}`, () => {
      const matches = arms[estimand!]!.map((arm) =>
        matchWithReplacement(cells, arm, {
          ratio: 1,
          caliper: caliper === "NA" ? Infinity : Number(caliper),
          tieTolerance: Number(tolerance) > 1e-6 ? Number(tolerance) : 0,
        }),
      );
      const variance = { neighbours: 0, plain: true };
      const found = matchingEffect({ y, cells, matches, covariates: null, variance })!;
      expectNear(found.value, Number(value));
      const all = arms[estimand!]!.reduce((sum, arm) => sum + treated.filter((each) => each === arm).length, 0);
      expect(all - found.matched).toBe(Number(dropped));
      // R 4.10 counts each unit without a match as one whose effect is 0.
      const asInR = found.stderr ** 2 * found.matched ** 2 + Number(dropped) * found.value ** 2;
      expectNear(Math.sqrt(asInR) / all, Number(stderr));
    });
  }
});
