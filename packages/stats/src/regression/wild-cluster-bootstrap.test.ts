import { expect, test } from "vitest";
import fixture from "../../test/fixtures/robust-resampling.json" with { type: "json" };
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { leastSquares } from "./least-squares.ts";
import { wildClusterBootstrap, type WildClusterOptions } from "./wild-cluster-bootstrap.ts";
import { weightSequence } from "./wild-weights.ts";

const options = (seed: string, rest: Partial<WildClusterOptions> = {}): WildClusterOptions => ({
  rng: createRng(seed),
  draws: 999,
  level: 0.95,
  ...rest,
});

const slope = new Float64Array([0, 1, 0]);

/** `y` less `effect` times the second column: the outcomes of which the effect is the null hypothesis 0. */
function shifted(y: Float64Array, x: Matrix, effect: number): Float64Array {
  return y.map((value, i) => value - effect * x.data[x.rows + i]!);
}

test("enumerated p-values equal brute force in R wherever they fall steadily", () => {
  const { wild } = fixture;
  const y = new Float64Array(wild.y);
  const x = createMatrix(y.length, 3, new Float64Array(wild.x));
  const clusters = new Int32Array(wild.clusters);
  for (const [k, null_] of wild.nulls.entries()) {
    const own = wildClusterBootstrap(shifted(y, x, null_), x, slope, clusters, options("r", { weights: "rademacher" }));
    expect([own.enumerated, own.draws]).toEqual([true, 256]);
    expect(own.pValue).toBeCloseTo(wild.pValues[k]!, 12);
  }
});

/** The share of patterns whose t², after refitting, is as large as the actual one. */
function slowShare(y: Float64Array, x: Matrix, clusters: Int32Array, seed: string, draws: number): number {
  const n = y.length;
  const count = new Set(clusters).size;
  const squaredT = (outcome: Float64Array): number => {
    const fit = leastSquares(x, outcome);
    const scores = new Float64Array(count);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < 3; j++) {
        scores[clusters[i]!]! += fit.unscaledCovariance.data[3 + j]! * x.data[j * n + i]! * fit.residuals[i]!;
      }
    }
    return fit.coefficients[1]! ** 2 / scores.reduce((sum, score) => sum + score * score, 0);
  };
  const rest = createMatrix(n, 2, new Float64Array([...x.data.subarray(0, n), ...x.data.subarray(2 * n)]));
  const restricted = leastSquares(rest, y);
  const sequence = weightSequence(createRng(seed), count, draws, "auto");
  const v = new Float64Array(count);
  const observed = squaredT(y);
  let larger = 1;
  for (let b = 0; b < sequence.length; b++) {
    sequence.next(v);
    const drawn = restricted.residuals.map((residual, i) => restricted.fitted[i]! + residual * v[clusters[i]!]!);
    if (squaredT(drawn) >= observed * (1 - 1e-9)) larger += 1;
  }
  return larger / (draws + 1);
}

test("Webb's weights: p-value and both ends of the interval equal the slow way of refitting every draw", () => {
  const rng = createRng("slow twin");
  const clusters = Int32Array.from({ length: 70 }, (_, i) => Math.floor(Math.sqrt(i)) % 7);
  const n = clusters.length;
  const effects = Array.from({ length: 7 }, () => rng.normal());
  const x = createMatrix(
    n,
    3,
    Float64Array.from({ length: 3 * n }, (_, at) => (at < n ? 1 : at < 2 * n ? clusters[at - n]! % 2 : rng.normal())),
  );
  const y = Float64Array.from(clusters, (g, i) => 2 * x.data[n + i]! + 0.5 * effects[g]! + rng.normal());
  const own = wildClusterBootstrap(y, x, slope, clusters, options("twin", { draws: 199, level: 0.9 }));
  expect([own.weights, own.enumerated]).toEqual(["webb", false]);
  expect(own.pValue).toBeCloseTo(slowShare(y, x, clusters, "twin", 199), 12);
  const { lower, upper } = own.interval!;
  const step = 1e-6 * (upper - lower);
  for (const [inside, outside] of [
    [lower + step, lower - step],
    [upper - step, upper + step],
  ] as const) {
    expect(slowShare(shifted(y, x, inside), x, clusters, "twin", 199)).toBeGreaterThanOrEqual(0.1);
    expect(slowShare(shifted(y, x, outside), x, clusters, "twin", 199)).toBeLessThan(0.1);
  }
});

test("five clusters and signs: 32 patterns cannot reject at 5 %, so the interval has no bound; Webb's points can", () => {
  const clusters = Int32Array.from({ length: 50 }, (_, i) => i % 5);
  const rng = createRng("five");
  const x = createMatrix(
    50,
    2,
    Float64Array.from({ length: 100 }, (_, at) => (at < 50 ? 1 : rng.normal())),
  );
  const y = Float64Array.from({ length: 50 }, (_, i) => 3 * x.data[50 + i]! + rng.normal());
  const signs = wildClusterBootstrap(y, x, new Float64Array([0, 1]), clusters, options("5", { weights: "rademacher" }));
  expect(signs).toMatchObject({ enumerated: true, draws: 32, interval: null, pValue: 2 / 32 });
  const webb = wildClusterBootstrap(y, x, new Float64Array([0, 1]), clusters, options("5"));
  expect(webb.weights).toBe("webb");
  expect(webb.pValue).toBeLessThan(0.05);
  expect(webb.interval!.lower).toBeGreaterThan(0);
});

test("no answer: one cluster, an aliased coefficient, scores that cancel", () => {
  const x = createMatrix(6, 2, new Float64Array([1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1]));
  const y = new Float64Array([1, 2, 4, 3, 6, 8]);
  const arm = new Float64Array([0, 1]);
  for (const clusters of [new Int32Array(6), new Int32Array([1, 1, 1, 2, 2, 2])]) {
    expect(wildClusterBootstrap(y, x, arm, clusters, options("none"))).toMatchObject({ pValue: NaN, interval: null });
  }
  const twice = createMatrix(6, 2, new Float64Array(12).fill(1));
  const aliased = wildClusterBootstrap(y, twice, arm, new Int32Array([0, 1, 2, 3, 4, 5]), options("none"));
  expect(aliased).toMatchObject({ estimate: NaN, pValue: NaN, interval: null });
});

test("misuse and cancellation", () => {
  const x = createMatrix(4, 1, new Float64Array(4).fill(1));
  const y = new Float64Array([1, 2, 3, 5]);
  const clusters = new Int32Array([0, 1, 2, 3]);
  const one = new Float64Array([1]);
  expect(() => wildClusterBootstrap(y, x, new Float64Array([0]), clusters, options("x"))).toThrow(
    new RangeError("wildClusterBootstrap: contrast must be 1 finite numbers, not all 0; got 0"),
  );
  expect(() => wildClusterBootstrap(y, x, one, clusters.subarray(1), options("x"))).toThrow(
    new RangeError("wildClusterBootstrap: clusters must hold 4 codes; got 3"),
  );
  expect(() => wildClusterBootstrap(y, x, one, clusters, options("x", { draws: 0 }))).toThrow(
    new RangeError("wildClusterBootstrap: draws must be a whole number of at least 1; got 0"),
  );
  expect(() => wildClusterBootstrap(y, x, one, clusters, options("x", { level: 95 }))).toThrow(
    new RangeError("wildClusterBootstrap: level must lie between 0 and 1; got 95"),
  );
  const signal = AbortSignal.abort(new Error("enough"));
  expect(() => wildClusterBootstrap(y, x, one, clusters, options("x", { signal }))).toThrow("enough");
});
