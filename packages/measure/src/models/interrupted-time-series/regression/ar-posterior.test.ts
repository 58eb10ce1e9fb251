import { cholesky, createMatrix, createRng, studentT } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { createArDesign } from "./ar-design.ts";
import { createArFilter } from "./ar-filter.ts";
import { createArLikelihood } from "./ar-likelihood.ts";
import { arPosterior } from "./ar-posterior.ts";
import { contrast, mixtureMean, mixtureSd, twoSidedP, upperQuantile, upperTail } from "./mixture.ts";

/** Covariance of an autoregression by its ψ weights, the slow way. */
function covariance(phi: readonly number[], n: number): Float64Array {
  const psi: number[] = [1];
  for (let j = 1; j < 4_000; j++) psi.push(phi.reduce((sum, f, i) => sum + f * (psi[j - 1 - i] ?? 0), 0));
  const gamma = Array.from({ length: n }, (_, k) => psi.reduce((sum, v, j) => sum + v * (psi[j + k] ?? 0), 0));
  return Float64Array.from({ length: n * n }, (_, at) => gamma[Math.abs((at % n) - Math.floor(at / n))]!);
}

function simulate(n: number, gaps: readonly number[] = []): { y: Float64Array; x: ReturnType<typeof createMatrix> } {
  const rng = createRng(3, "ar");
  const u = new Float64Array(n);
  for (let t = 0; t < n; t++) u[t] = 0.9 * (u[t - 1] ?? 0) - 0.3 * (u[t - 2] ?? 0) + rng.normal();
  const x = createMatrix(n, 3);
  for (let t = 0; t < n; t++) [x.data[t], x.data[n + t], x.data[2 * n + t]] = [1, t, t >= n / 2 ? 1 : 0];
  return { y: u.map((value, t) => (gaps.includes(t) ? NaN : 50 + value)), x };
}

describe("the autoregressive likelihood", () => {
  test.each([[[]], [[0, 1, 9, 10, 30]], [[39]]])("equals dense generalised least squares with gaps at %j", (gaps) => {
    const { y, x } = simulate(40, gaps);
    const design = createArDesign(y, x);
    const likelihood = createArLikelihood(design, 2);
    const partials = Float64Array.of(0.7, -0.3);
    const value = likelihood.evaluate(partials);
    const phi = [0.7 * 1.3, -0.3];
    expect([...likelihood.filter.phi]).toEqual(phi.map((f) => expect.closeTo(f, 12) as number));
    // the slow twin: Cholesky of the known rows' covariance
    const known = [...y.keys()].filter((t) => !Number.isNaN(y[t]!));
    const m = known.length;
    const all = covariance(phi, 40);
    const omega = createMatrix(
      m,
      m,
      Float64Array.from({ length: m * m }, (_, at) => all[known[at % m]! * 40 + known[Math.floor(at / m)]!]!),
    );
    const lower = cholesky(omega)!.data;
    const whiten = (v: ArrayLike<number>): Float64Array => {
      const out = new Float64Array(m);
      for (let i = 0; i < m; i++) {
        let sum = v[i]!;
        for (let j = 0; j < i; j++) sum -= lower[j * m + i]! * out[j]!;
        out[i] = sum / lower[i * m + i]!;
      }
      return out;
    };
    const columns = Array.from({ length: 1 + design.rank }, (_, c) =>
      whiten(known.map((t) => design.columns[c * 40 + t]!)),
    );
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    const k = design.rank;
    const gram = createMatrix(
      k,
      k,
      Float64Array.from({ length: k * k }, (_, at) => dot(columns[1 + (at % k)]!, columns[1 + Math.floor(at / k)]!)),
    );
    const root = cholesky(gram)!.data;
    const cross = columns.slice(1).map((q) => dot(q, columns[0]!));
    let rss = dot(columns[0]!, columns[0]!);
    const half: number[] = [];
    let logGram = 0;
    for (let i = 0; i < k; i++) {
      half.push(cross.slice(i, i + 1).reduce((sum, v) => sum + v, 0));
      for (let j = 0; j < i; j++) half[i] = half[i]! - root[j * k + i]! * half[j]!;
      half[i] = half[i]! / root[i * k + i]!;
      rss -= half[i]! ** 2;
      logGram += 2 * Math.log(root[i * k + i]!);
    }
    let logOmega = 0;
    for (let i = 0; i < m; i++) logOmega += 2 * Math.log(lower[i * m + i]!);
    expect(value).toBeCloseTo(-0.5 * ((m - k) * Math.log(rss / (m - k)) + logOmega + logGram), 8);
    expect(likelihood.sigma2.value).toBeCloseTo(rss / (m - k), 10);
  });

  test("a gap-free stretch leaves its last values as the state", () => {
    const filter = createArFilter(5, 1, 2, null);
    filter.run(Float64Array.of(0.5, 0.2), Float64Array.of(1, 2, 3, 4, 5), new Float64Array(5));
    expect([...filter.state]).toEqual([5, 4]);
    expect([...filter.stateCovariance]).toEqual([0, 0, 0, 0]);
  });
});

describe("the posterior", () => {
  test.each([[[]], [[5, 6, 44]]])(
    "of order 2 agrees with a dense grid over both autocorrelations, gaps at %j",
    (gaps) => {
      const { y, x } = simulate(60, gaps);
      const posterior = arPosterior(y, x, 2)!;
      const c = Float64Array.of(0, 0, 1);
      const mixture = contrast(posterior, c)!;
      const design = createArDesign(y, x);
      const likelihood = createArLikelihood(design, 2);
      const nodes: { weight: number; mean: number; scale: number }[] = [];
      let top = -Infinity;
      const points: { x: [number, number]; value: number; mean: number; scale: number }[] = [];
      for (let a = -1.5; a <= 6; a += 0.05)
        for (let b = -2; b <= 2; b += 0.05) {
          const value =
            likelihood.evaluate(Float64Array.of(Math.tanh(a), Math.tanh(b))) - Math.log(Math.cosh(a) * Math.cosh(b));
          const one = contrast(
            {
              design,
              df: posterior.df,
              nodes: [
                {
                  ...posterior.nodes[0]!,
                  gamma: likelihood.gamma.slice(),
                  lower: likelihood.lower.slice(),
                  sigma2: likelihood.sigma2.value,
                },
              ],
            },
            c,
          )!;
          points.push({ x: [a, b], value, mean: one.means[0]!, scale: one.scales[0]! });
          top = Math.max(top, value);
        }
      const total = points.reduce((sum, { value }) => sum + Math.exp(value - top), 0);
      for (const { value, mean, scale } of points) nodes.push({ weight: Math.exp(value - top) / total, mean, scale });
      const mean = nodes.reduce((sum, node) => sum + node.weight * node.mean, 0);
      const tail = (at: number): number =>
        nodes.reduce(
          (sum, node) =>
            sum +
            (node.weight < 1e-9 ? 0 : node.weight * studentT.upperTail((at - node.mean) / node.scale, posterior.df)),
          0,
        );
      const sd = mixtureSd(mixture);
      expect(Math.abs(mixtureMean(mixture) - mean)).toBeLessThan(0.03 * sd);
      for (const q of [0.025, 0.5, 0.975]) expect(Math.abs(tail(upperQuantile(mixture, q)) - q)).toBeLessThan(0.01);
      expect(posterior.logEvidence).toBeCloseTo(
        top + Math.log(total * 0.05 * 0.05) - posterior.df * Math.log(design.scale),
        1,
      );
    },
  );

  test("of order 0 is least squares with its Student's t", () => {
    const { y, x } = simulate(40);
    const mixture = contrast(arPosterior(y, x, 0)!, Float64Array.of(0, 0, 1))!;
    expect(mixture.means.length).toBe(1);
    expect(mixture.df).toBe(37);
  });

  test("has none where the terms leave fewer than 3 degrees of freedom, or fit exactly", () => {
    const { x } = simulate(40);
    expect(arPosterior(new Float64Array(40).fill(3), x, 1)).toBeNull();
    expect(
      arPosterior(
        Float64Array.of(1, 2, 1, 3, 2),
        createMatrix(
          5,
          3,
          Float64Array.from({ length: 15 }, (_, i) => Math.sin(i * i)),
        ),
        1,
      ),
    ).toBeNull();
  });
});

test("quantiles and tails of a mixture undo one another, and p says where 0 lies", () => {
  const mixture = {
    weights: Float64Array.of(0.3, 0.7),
    means: Float64Array.of(1, 4),
    scales: Float64Array.of(0.5, 2),
    df: 7,
  };
  for (const q of [1e-6, 0.025, 0.5, 0.9]) expect(upperTail(mixture, upperQuantile(mixture, q))).toBeCloseTo(q, 12);
  expect(twoSidedP(mixture)).toBeCloseTo(2 * (1 - upperTail(mixture, 0)), 12);
});
