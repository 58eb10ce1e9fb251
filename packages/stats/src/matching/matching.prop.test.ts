import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { cellsOf } from "./cells.ts";
import { conditionalVariances } from "./conditional-variances.ts";
import { matchedSetsEffect } from "./matched-sets-effect.ts";
import { matchingEffect } from "./matching-effect.ts";
import { matchWithReplacement } from "./match-with-replacement.ts";
import { matchWithoutReplacement } from "./match-without-replacement.ts";
import { nearestOnLine } from "./nearest-on-line.ts";
import { inRandomOrder } from "./random-order.ts";

interface Sample {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly treated: Uint8Array;
  readonly blocks: Int32Array;
}

/** Points on a lattice, so that ties and copies abound, or anywhere. */
function sampleOf(seed: number, n: number, d: number, lattice: boolean): Sample {
  const rng = createRng(seed, "matching");
  const x = createMatrix(n, d);
  for (let i = 0; i < n * d; i++) x.data[i] = lattice ? rng.integer(4) : rng.normal();
  return {
    x,
    y: Float64Array.from({ length: n }, () => rng.normal()),
    treated: Uint8Array.from({ length: n }, (_, i) => (i < 2 ? i : rng.integer(2))),
    blocks: Int32Array.from({ length: n }, () => rng.integer(2)),
  };
}

const samples = fc
  .record({
    seed: fc.nat(1e6),
    n: fc.integer({ min: 4, max: 70 }),
    d: fc.integer({ min: 1, max: 4 }),
    lattice: fc.boolean(),
  })
  .map(({ seed, n, d, lattice }) => sampleOf(seed, n, d, lattice));
const calipers = fc.constantFrom(Infinity, 0.5, 1, 1.5);
const ratios = fc.integer({ min: 1, max: 4 });

function squaredDistance({ rows, cols, data }: Matrix, a: number, b: number): number {
  let sum = 0;
  for (let j = 0; j < cols; j++) sum += (data[j * rows + a]! - data[j * rows + b]!) ** 2;
  return sum;
}

/** Units of the other arm and the same block within the caliper, nearest first. */
function neighboursOf({ x, treated, blocks }: Sample, i: number, caliper: number): { j: number; d2: number }[] {
  return [...treated.keys()]
    .filter((j) => treated[j] !== treated[i] && blocks[j] === blocks[i])
    .map((j) => ({ j, d2: squaredDistance(x, i, j) }))
    .filter(({ d2 }) => Math.sqrt(d2) <= caliper)
    .sort((a, b) => a.d2 - b.d2 || a.j - b.j);
}

function slowMatches(sample: Sample, i: number, ratio: number, caliper: number): number[] {
  const near = neighboursOf(sample, i, caliper);
  const last = near[Math.min(ratio, near.length) - 1];
  if (last === undefined) return [];
  return near.filter(({ d2 }) => d2 <= last.d2 * (1 + 1e-9)).map(({ j }) => j);
}

function matchedUnits(
  sample: Sample,
  arm: number,
  ratio: number,
  caliper: number,
  ties: boolean,
): Map<number, { units: number[]; largest: number }> {
  const cells = cellsOf({ coordinates: sample.x, treated: sample.treated, blocks: sample.blocks });
  const found = matchWithReplacement(cells, arm, { ratio, caliper, ties });
  const byUnit = new Map<number, { units: number[]; largest: number }>();
  found.focal.forEach((cell, f) => {
    const units: number[] = [];
    let largest = 0;
    for (let e = found.start[f]!; e < found.start[f + 1]!; e++) {
      const from = cells.start[found.donor[e]!]!;
      units.push(...cells.members.subarray(from, from + found.take[e]!));
      largest = Math.max(largest, found.distance[e]!);
    }
    for (let at = cells.start[cell]!; at < cells.start[cell + 1]!; at++) {
      byUnit.set(cells.members[at]!, { units: units.sort((a, b) => a - b), largest });
    }
  });
  return byUnit;
}

describe("matching with replacement", () => {
  test("finds the nearest units and all that tie, as looking at every pair does", () => {
    fc.assert(
      fc.property(samples, ratios, calipers, fc.integer({ min: 0, max: 1 }), (sample, ratio, caliper, arm) => {
        const found = matchedUnits(sample, arm, ratio, caliper, true);
        for (let i = 0; i < sample.y.length; i++) {
          if (sample.treated[i] !== arm) continue;
          const expected = slowMatches(sample, i, ratio, caliper).sort((a, b) => a - b);
          expect(found.get(i)?.units ?? []).toEqual(expected);
          expect(found.get(i)?.largest ?? 0).toBeLessThanOrEqual(caliper);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("takes as many as asked for where ties are not kept, none farther than one left", () => {
    fc.assert(
      fc.property(samples, ratios, calipers, (sample, ratio, caliper) => {
        const found = matchedUnits(sample, 1, ratio, caliper, false);
        for (let i = 0; i < sample.y.length; i++) {
          if (sample.treated[i] !== 1) continue;
          const near = neighboursOf(sample, i, caliper);
          const units = found.get(i)?.units ?? [];
          expect(units.length).toBe(Math.min(ratio, near.length));
          const distances = units.map((j) => squaredDistance(sample.x, i, j)).sort((a, b) => a - b);
          distances.forEach((d2, m) => expect(Math.abs(d2 - near[m]!.d2)).toBeLessThanOrEqual(1e-9 * d2));
        }
      }),
      { numRuns: 150 },
    );
  });

  test("honours calipers of single covariates", () => {
    fc.assert(
      fc.property(samples, ratios, fc.constantFrom(0, 0.5, 1), (sample, ratio, width) => {
        const { x, treated } = sample;
        const n = treated.length;
        const limited = createMatrix(n, 1, x.data.slice(0, n));
        const cells = cellsOf({ coordinates: x, treated, limited });
        const { focal, start, donor } = matchWithReplacement(cells, 1, { ratio, widths: Float64Array.of(width) });
        focal.forEach((cell, f) => {
          for (let e = start[f]!; e < start[f + 1]!; e++) {
            expect(Math.abs(cells.limits[cell]! - cells.limits[donor[e]!]!)).toBeLessThanOrEqual(width);
          }
        });
      }),
    );
  });
});

describe("matching without replacement", () => {
  test("takes the nearest unit left, in the order given, as looking at every pair does", () => {
    fc.assert(
      fc.property(samples, ratios, calipers, (sample, ratio, caliper) => {
        const { x, treated, blocks } = sample;
        const order = Int32Array.from([...treated.keys()].filter((i) => treated[i] === 1).reverse());
        const cells = cellsOf({ coordinates: x, treated, blocks });
        const sets = matchWithoutReplacement(cells, 1, { ratio, order, caliper });
        const partners = new Map(
          Array.from(sets.focal, (unit, s) => [unit, sets.partner.subarray(sets.start[s], sets.start[s + 1])]),
        );
        const taken = new Set<number>();
        for (let round = 0; round < ratio; round++) {
          for (const i of order) {
            if (round > 0 && (partners.get(i)?.length ?? 0) < round) continue;
            const left = neighboursOf(sample, i, caliper).filter(({ j }) => !taken.has(j));
            const partner = partners.get(i)?.[round];
            expect(partner === undefined).toBe(left.length === 0);
            if (partner === undefined) continue;
            expect(taken.has(partner)).toBe(false);
            expect(squaredDistance(x, i, partner)).toBeLessThanOrEqual(left[0]!.d2 * (1 + 1e-9));
            taken.add(partner);
          }
        }
        expect(sets.focal.length + sets.unmatched.length).toBe(order.length);
      }),
      { numRuns: 150 },
    );
  });

  test("gives the same effect for rows in another order", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { x, y, treated } = sample;
        const n = y.length;
        const rotate = 1 + Math.floor(n / 3);
        const order = Array.from({ length: n }, (_, i) => (i * 1 + rotate) % n);
        const effect = (rows: readonly number[]): number => {
          const moved = createMatrix(n, x.cols);
          rows.forEach((i, a) => {
            for (let j = 0; j < x.cols; j++) moved.data[j * n + a] = x.data[j * n + i]!;
          });
          const outcome = Float64Array.from(rows, (i) => y[i]!);
          const arms = Uint8Array.from(rows, (i) => treated[i]!);
          const cells = inRandomOrder(cellsOf({ coordinates: moved, treated: arms }), outcome, createRng(1));
          const place = new Int32Array(n);
          cells.members.forEach((unit, at) => (place[unit] = at));
          const choosing = Int32Array.from(place.keys())
            .filter((i) => arms[i] === 1)
            .sort((a, b) => {
              for (let j = 0; j < x.cols; j++) {
                const difference = moved.data[j * n + a]! - moved.data[j * n + b]!;
                if (difference !== 0) return difference;
              }
              return place[a]! - place[b]!;
            });
          return matchedSetsEffect(outcome, matchWithoutReplacement(cells, 1, { ratio: 1, order: choosing }), null)!
            .value;
        };
        expect(effect(order)).toBeCloseTo(effect([...order.keys()]), 10);
      }),
    );
  });
});

describe("effects", () => {
  test("are what the formulas of Abadie and Imbens (2006) say, written out by units", () => {
    fc.assert(
      fc.property(samples, ratios, fc.constantFrom<readonly number[]>([1], [0], [1, 0]), (sample, ratio, arms) => {
        const { x, y, treated, blocks } = { ...sample, blocks: new Int32Array(sample.y.length) };
        const n = y.length;
        const cells = cellsOf({ coordinates: x, treated, blocks });
        const count = [0, 1].map((arm) => treated.filter((each) => each === arm).length);
        fc.pre(count.every((units) => units >= 2));
        const found = matchingEffect({
          y,
          cells,
          matches: arms.map((arm) => matchWithReplacement(cells, arm, { ratio })),
          covariates: null,
          variance: { neighbours: 2 },
        })!;
        const sigma = conditionalVariances(cells, y, 2);
        const [k, k2] = [new Float64Array(n), new Float64Array(n)];
        const effects: number[] = [];
        for (let i = 0; i < n; i++) {
          if (!arms.includes(treated[i]!)) continue;
          const own = slowMatches({ x, y, treated, blocks }, i, ratio, Infinity);
          let mean = 0;
          for (const j of own) {
            mean += y[j]! / own.length;
            k[j]! += 1 / own.length;
            k2[j]! += 1 / own.length ** 2;
          }
          effects.push(treated[i] === 1 ? y[i]! - mean : mean - y[i]!);
        }
        const value = effects.reduce((sum, each) => sum + each, 0) / effects.length;
        let variance = effects.reduce((sum, each) => sum + (each - value) ** 2, 0);
        for (let i = 0; i < n; i++) {
          const both = arms.includes(treated[i]!) ? 2 * k[i]! : 0;
          variance += (k[i]! ** 2 + both - k2[i]!) * sigma[i]!;
        }
        expect(found.value).toBeCloseTo(value, 10);
        expect(found.stderr ** 2 * effects.length ** 2).toBeCloseTo(Math.max(0, variance), 8);
      }),
      { numRuns: 150 },
    );
  });

  test("are the outcomes weighed by their derivatives, bias correction included", () => {
    fc.assert(
      fc.property(fc.nat(1e6), ratios, (seed, ratio) => {
        const { x, y, treated } = sampleOf(seed, 60, 3, false);
        const cells = cellsOf({ coordinates: x, treated });
        const matches = [1, 0].map((arm) => matchWithReplacement(cells, arm, { ratio }));
        const { value, weights } = matchingEffect({ y, cells, matches, covariates: x, variance: { neighbours: 1 } })!;
        expect(weights.reduce((sum, weight, i) => sum + weight * y[i]!, 0)).toBeCloseTo(value, 9);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(0, 9);
        const order = Int32Array.from([...treated.keys()].filter((i) => treated[i] === 1));
        const sets = matchWithoutReplacement(cells, 1, { ratio: 1, order });
        const paired = matchedSetsEffect(y, sets, x)!;
        expect(paired.weights.reduce((sum, weight, i) => sum + weight * y[i]!, 0)).toBeCloseTo(paired.value, 9);
      }),
    );
  });

  test("are exact where the outcome is linear in the covariates and bias is corrected", () => {
    const { x, treated } = sampleOf(5, 80, 2, false);
    const y = Float64Array.from(treated, (arm, i) => 3 + 2 * x.data[i]! - x.data[80 + i]! + 7 * arm);
    const cells = cellsOf({ coordinates: x, treated });
    const matches = [matchWithReplacement(cells, 1, { ratio: 1 })];
    const corrected = matchingEffect({ y, cells, matches, covariates: x, variance: { neighbours: 1 } })!;
    expect(corrected.value).toBeCloseTo(7, 10);
    expect(Math.abs(corrected.uncorrected - 7)).toBeGreaterThan(0.01);
  });
});

describe("conditional variances", () => {
  test("are those of the nearest units of the own arm", () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 3 }), (sample, neighbours) => {
        const { x, y, treated } = sample;
        const found = conditionalVariances(cellsOf({ coordinates: x, treated }), y, neighbours);
        for (let i = 0; i < y.length; i++) {
          const near = [...treated.keys()]
            .filter((j) => j !== i && treated[j] === treated[i])
            .map((j) => ({ j, d2: squaredDistance(x, i, j) }))
            .sort((a, b) => a.d2 - b.d2);
          const last = near[Math.min(neighbours, near.length) - 1];
          if (last === undefined) {
            expect(found[i]).toBeNaN();
            continue;
          }
          const own = near.filter(({ d2 }) => d2 <= last.d2 * (1 + 1e-9));
          const mean = own.reduce((sum, { j }) => sum + y[j]!, 0) / own.length;
          expect(found[i]).toBeCloseTo((own.length / (own.length + 1)) * (y[i]! - mean) ** 2, 10);
        }
      }),
    );
  });
});

test("neighbours on a line are the nearest", () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 3 }), (sample, count) => {
      const values = sample.x.data.slice(0, sample.y.length);
      const own = [...values.keys()].filter((i) => sample.treated[i] === 0);
      fc.pre(own.length >= count);
      const found = nearestOnLine(values, sample.treated, 0, count, new Int32Array(values.length));
      values.forEach((value, i) => {
        const distances = own.map((j) => Math.abs(values[j]! - value)).sort((a, b) => a - b);
        const ours = Array.from(found.subarray(i * count, (i + 1) * count), (j) => Math.abs(values[j]! - value));
        expect(Math.max(...ours)).toBeCloseTo(distances[count - 1]!, 12);
      });
    }),
  );
});
