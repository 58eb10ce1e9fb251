import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { shuffle } from "../random/sample.ts";
import { randomisationTest, type RandomisationOptions } from "./randomisation-test.ts";
import { wildClusterBootstrap } from "./wild-cluster-bootstrap.ts";

const ROWS = 36;

interface Sample {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly assignment: Uint8Array;
  readonly clusters: Int32Array;
}

function simulate(seed: number, count: number, effect: number): Sample {
  const rng = createRng(seed, "resampling");
  const clusters = Int32Array.from({ length: ROWS }, (_, i) =>
    i < count ? i : Math.floor(rng.uniform() ** 1.5 * count),
  );
  const assignment = Uint8Array.from(clusters, (code) => code % 2);
  const shocks = Array.from({ length: count }, () => rng.normal());
  const x = createMatrix(
    ROWS,
    3,
    Float64Array.from({ length: 3 * ROWS }, (_, at) =>
      at < ROWS ? 1 : at < 2 * ROWS ? assignment[at - ROWS]! : rng.normal(),
    ),
  );
  // Rounded in half of the samples: ties.
  const round = (value: number): number => (seed % 2 === 0 ? Math.round(value) : value);
  const y = Float64Array.from(clusters, (code, i) => round(effect * assignment[i]! + shocks[code]! + rng.normal()));
  return { x, y, assignment, clusters };
}

const LEVELS = [0.5, 0.8, 0.9, 0.95];

/** p < 1 − level exactly where the interval leaves out 0; no interval is the whole line. */
function expectCoherent(
  { pValue, interval }: { pValue: number; interval: { lower: number; upper: number } | null },
  level: number,
): void {
  if (Number.isNaN(pValue)) return;
  const includesZero = interval === null || (interval.lower <= 0 && 0 <= interval.upper);
  expect(pValue < Math.round((1 - level) * 1e12) / 1e12).toBe(!includesZero);
}

const seeds = fc.tuple(
  fc.integer(),
  fc.integer({ min: 4, max: 14 }),
  fc.constantFrom(0, 1, 3),
  fc.constantFrom(...LEVELS),
);

test("wild cluster bootstrap: p and interval agree, contain the estimate, and follow shifts and units of y", () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom("auto", "rademacher"), ([seed, count, effect, level], weights) => {
      const { x, y, clusters } = simulate(seed, count, effect);
      const run = (outcome: Float64Array): ReturnType<typeof wildClusterBootstrap> =>
        wildClusterBootstrap(outcome, x, new Float64Array([0, 1, 0]), clusters, {
          rng: createRng(seed),
          draws: 199,
          level,
          weights,
        });
      const own = run(y);
      expectCoherent(own, level);
      if (own.interval === null) return;
      expect(own.interval.lower).toBeLessThanOrEqual(own.estimate);
      expect(own.interval.upper).toBeGreaterThanOrEqual(own.estimate);
      const moved = run(y.map((value, i) => 100 * value + 300 * x.data[ROWS + i]! + 7));
      expect(moved.interval!.lower / 100 - 3).toBeCloseTo(own.interval.lower, 6);
      expect(moved.interval!.upper / 100 - 3).toBeCloseTo(own.interval.upper, 6);
    }),
    { numRuns: 60 },
  );
});

test("wild cluster bootstrap: the order of the rows and, enumerated, the names of the clusters do not matter", () => {
  fc.assert(
    fc.property(seeds, ([seed, count, effect, level]) => {
      const { x, y, clusters } = simulate(seed, count, effect);
      const order = shuffle(
        createRng(seed, "order"),
        Array.from({ length: ROWS }, (_, i) => i),
      );
      const run = (
        codes: Int32Array,
        rows: readonly number[],
        weights: "auto" | "rademacher",
      ): ReturnType<typeof wildClusterBootstrap> =>
        wildClusterBootstrap(
          Float64Array.from(rows, (i) => y[i]!),
          createMatrix(
            ROWS,
            3,
            x.data.map((_, at) => x.data[at - (at % ROWS) + rows[at % ROWS]!]!),
          ),
          new Float64Array([0, 1, 0]),
          Int32Array.from(rows, (i) => codes[i]!),
          { rng: createRng(seed), draws: 2 ** 14, level, weights },
        );
      const plain = Array.from({ length: ROWS }, (_, i) => i);
      const few = count <= 10;
      const own = run(clusters, plain, few ? "rademacher" : "auto");
      const other = few
        ? run(
            clusters.map((code) => -3 * code),
            order,
            "rademacher",
          )
        : run(clusters, order, "auto");
      expect(other.pValue).toBeCloseTo(own.pValue, 12);
      expect(other.interval === null).toBe(own.interval === null);
      if (own.interval) expect(other.interval!.lower).toBeCloseTo(own.interval.lower, 8);
    }),
    { numRuns: 8 },
  );
});

test("randomisation test: p and interval agree in every design, and follow shifts and units of y", () => {
  const designs = fc.record({
    statistic: fc.constantFrom<"difference" | "studentised">("difference", "studentised"),
    isClustered: fc.boolean(),
    isStratified: fc.boolean(),
    isAdjusted: fc.boolean(),
  });
  fc.assert(
    fc.property(seeds, designs, ([seed, count, effect, level], design) => {
      const { x, y, assignment, clusters } = simulate(seed, count, effect);
      const options = (): RandomisationOptions => ({
        rng: createRng(seed),
        draws: 199,
        level,
        statistic: design.statistic,
        adjust: design.isAdjusted ? createMatrix(ROWS, 1, x.data.slice(2 * ROWS)) : null,
        ...(design.isClustered ? { clusters } : {}),
        ...(design.isStratified ? { strata: clusters.map((code) => Math.floor(code / 4)) } : {}),
      });
      const own = randomisationTest(y, assignment, options());
      expectCoherent(own, level);
      if (Number.isNaN(own.pValue)) return;
      expect(own.pValue).toBeGreaterThanOrEqual(own.resolution - 1e-15);
      if (own.interval === null) return;
      expect(own.interval.lower).toBeLessThanOrEqual(own.estimate);
      expect(own.interval.upper).toBeGreaterThanOrEqual(own.estimate);
      const moved = randomisationTest(
        y.map((value, i) => 100 * value + 300 * assignment[i]! + 7),
        assignment,
        options(),
      );
      expect(moved.interval!.lower / 100 - 3).toBeCloseTo(own.interval.lower, 6);
      expect(moved.interval!.upper / 100 - 3).toBeCloseTo(own.interval.upper, 6);
    }),
    { numRuns: 100 },
  );
});
