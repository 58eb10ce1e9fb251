import { expect, test } from "vitest";
import fixture from "../../test/fixtures/robust-resampling.json" with { type: "json" };
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { leastSquares } from "./least-squares.ts";
import { randomisationTest, type RandomisationOptions } from "./randomisation-test.ts";

const options = (seed: string, rest: Partial<RandomisationOptions> = {}): RandomisationOptions => ({
  rng: createRng(seed),
  draws: 999,
  level: 0.95,
  ...rest,
});

test("enumerated p-values of shifted outcomes equal brute force in R, and the interval separates the rejected effects", () => {
  const source = fixture.randomisation;
  const y = new Float64Array(source.y);
  const assignment = new Uint8Array(source.assignment);
  for (const statistic of ["difference", "studentised"] as const) {
    const { interval } = randomisationTest(y, assignment, options("r", { statistic, level: 0.9 }));
    for (const [k, effect] of source.effects.entries()) {
      const shifted = y.map((value, i) => value - effect * assignment[i]!);
      const own = randomisationTest(shifted, assignment, options("r", { statistic }));
      expect(own).toMatchObject({ enumerated: true, draws: 330, resolution: 1 / 330, statistic });
      expect(own.pValue).toBeCloseTo(source[statistic][k]!, 12);
      expect(own.pValue >= 0.1).toBe(interval!.lower <= effect && effect <= interval!.upper);
    }
  }
});

test("Fisher's tea: 4 of 8 cups, all told apart, 2 in 70 two-sided", () => {
  const cups = new Uint8Array([1, 1, 0, 0, 1, 0, 1, 0]);
  for (const statistic of ["difference", "studentised"] as const) {
    const own = randomisationTest(Float64Array.from(cups), cups, options("tea", { statistic }));
    expect(own).toMatchObject({ estimate: 1, draws: 70, enumerated: true, statistic });
    expect(own.pValue).toBeCloseTo(2 / 70, 14);
    expect(own.resolution).toBeCloseTo(2 / 70, 14);
  }
});

test("matched pairs: signs of the differences, all 2^n of them", () => {
  const differences = [1.2, 0.4, -0.3, 2.1, 0.9, -0.1, 1.4, 0.8];
  const y = Float64Array.from(differences.flatMap((difference, k) => [10 * k + difference, 10 * k]));
  const assignment = Uint8Array.from(y, (_, i) => (i + 1) % 2);
  const strata = Int32Array.from(y, (_, i) => i >> 1);
  const total = (signs: number): number =>
    differences.reduce((sum, difference, k) => sum + (signs & (1 << k) ? -difference : difference), 0);
  let larger = 0;
  for (let signs = 0; signs < 256; signs++) if (Math.abs(total(signs)) >= Math.abs(total(0)) - 1e-12) larger += 1;
  // With signs of fixed sizes |t| of the differences grows with their |mean|: both statistics order the draws alike.
  for (const statistic of ["difference", "studentised"] as const) {
    const own = randomisationTest(y, assignment, options("pairs", { strata, statistic }));
    expect(own).toMatchObject({ enumerated: true, draws: 256, resolution: 2 / 256, statistic });
    expect(own.pValue).toBeCloseTo(larger / 256, 14);
    expect(own.estimate).toBeCloseTo(total(0) / 8, 12);
  }
});

test("clusters move as a whole: with equal sizes the test of their means", () => {
  const rng = createRng("clusters");
  const arm = [1, 0, 0, 1, 1, 0, 1, 0];
  const clusters = Int32Array.from({ length: 24 }, (_, i) => 100 - (i % 8));
  const assignment = Uint8Array.from(clusters, (code) => arm[100 - code]!);
  const y = Float64Array.from(clusters, () => rng.normal());
  const means = Float64Array.from(arm, (_, g) => (y[g]! + y[g + 8]! + y[g + 16]!) / 3);
  for (const statistic of ["difference", "studentised"] as const) {
    const own = randomisationTest(y, assignment, options("c", { clusters, statistic, level: 0.9 }));
    const other = randomisationTest(means, Uint8Array.from(arm), options("c", { statistic, level: 0.9 }));
    expect(own.draws).toBe(70);
    expect(own.pValue).toBeCloseTo(other.pValue, 14);
    expect(own.interval!.lower).toBeCloseTo(other.interval!.lower, 10);
    expect(own.interval!.upper).toBeCloseTo(other.interval!.upper, 10);
  }
});

test("covariates: the estimate is that of least squares and the interval narrows", () => {
  const rng = createRng("covariates");
  const n = 60;
  const assignment = Uint8Array.from({ length: n }, (_, i) => i % 2);
  const before = Float64Array.from({ length: n }, () => 3 * rng.normal());
  const y = Float64Array.from(before, (value, i) => value + 2 * assignment[i]! + 0.5 * rng.normal());
  const plain = randomisationTest(y, assignment, options("plain"));
  const adjusted = randomisationTest(y, assignment, options("adjusted", { adjust: createMatrix(n, 1, before) }));
  const x = createMatrix(n, 3, new Float64Array([...before.map(() => 1), ...assignment, ...before]));
  expect(adjusted.estimate).toBeCloseTo(leastSquares(x, y).coefficients[1]!, 12);
  const width = ({ interval }: typeof plain): number => interval!.upper - interval!.lower;
  expect(width(adjusted)).toBeLessThan(width(plain) / 3);
  expect(adjusted.pValue).toBe(1 / 1000);
  // A covariate that is the assignment leaves nothing to estimate.
  const nothing = createMatrix(n, 1, Float64Array.from(assignment));
  expect(randomisationTest(y, assignment, options("none", { adjust: nothing }))).toMatchObject({
    pValue: NaN,
    interval: null,
  });
});

test("a single treated unit has no variance: the difference is used, and says so; too few assignments give no interval", () => {
  const own = randomisationTest(new Float64Array([9, 1, 2, 3, 4]), new Uint8Array([1, 0, 0, 0, 0]), options("single"));
  expect(own).toMatchObject({ statistic: "difference", draws: 5, pValue: 0.2, resolution: 0.2, interval: null });
});

test("strata with one arm say nothing; without any other there is no answer", () => {
  const y = new Float64Array([1, 2, 3, 5, 8, 40]);
  const assignment = new Uint8Array([1, 0, 1, 0, 1, 1]);
  const strata = new Int32Array([4, 4, 4, 4, 4, 9]);
  const own = randomisationTest(y, assignment, options("s", { strata }));
  const without = randomisationTest(y.subarray(0, 5), assignment.subarray(0, 5), options("s"));
  expect(own).toEqual(without);
  expect(randomisationTest(y, new Uint8Array(6), options("s"))).toMatchObject({ pValue: NaN, interval: null });
});

test("misuse is a RangeError that says what is there", () => {
  const y = new Float64Array([1, 2, 3, 4]);
  const arms = new Uint8Array([0, 1, 0, 1]);
  expect(() => randomisationTest(y, arms.subarray(1), options("x"))).toThrow(
    new RangeError("randomisationTest: assignment must have 4 rows like y; got 3"),
  );
  expect(() =>
    randomisationTest(
      y,
      arms.map((arm) => 2 * arm),
      options("x"),
    ),
  ).toThrow(new RangeError("randomisationTest: assignment must be 0 or 1; row 1 is 2"));
  expect(() =>
    randomisationTest(
      y.map(() => NaN),
      arms,
      options("x"),
    ),
  ).toThrow(new RangeError("randomisationTest: y must be finite; row 0 is NaN"));
  expect(() => randomisationTest(y, arms, options("x", { clusters: new Int32Array([1, 1, 2, 2]) }))).toThrow(
    new RangeError("randomisationTest: a cluster must lie in one arm and one stratum; 1 does not"),
  );
});
