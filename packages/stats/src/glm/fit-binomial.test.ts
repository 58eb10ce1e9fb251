import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { aliasedColumns, fitBinomial, type BinomialLink } from "./index.ts";

interface Reference {
  readonly link: BinomialLink;
  readonly y: readonly number[];
  readonly columns: number;
  readonly x: readonly number[];
  readonly weights: readonly number[] | null;
  readonly coefficients: readonly number[];
  readonly covariance: readonly number[];
  readonly logLikelihood: number;
}

const references = JSON.parse(
  readFileSync(new URL("../../test/fixtures/glm/binomial.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Reference>>;

const matrix = (...columns: readonly (readonly number[])[]): Matrix =>
  createMatrix(columns[0]?.length ?? 0, columns.length, Float64Array.from(columns.flat()));
const bits = (values: readonly number[]): Uint8Array => Uint8Array.from(values);
const ones = (n: number): number[] => Array.from({ length: n }, () => 1);
const links = ["logit", "probit"] as const;

describe.each(Object.entries(references))("%s, by statsmodels", (_, wanted) => {
  const n = wanted.y.length;
  const x = createMatrix(n, wanted.columns, Float64Array.from(wanted.x));
  const weights = wanted.weights === null ? null : Float64Array.from(wanted.weights);
  const fit = fitBinomial(bits(wanted.y), x, { link: wanted.link, ...(weights === null ? {} : { weights }) });

  it("agrees to 1e-8 of a standard error", () => {
    expect(fit.status).toBe("ok");
    const k = wanted.columns;
    const se = (j: number): number => Math.sqrt(wanted.covariance[j * k + j]!);
    wanted.coefficients.forEach((b, j) => {
      expect(Math.abs(fit.coefficients[j]! - b)).toBeLessThan(1e-8 * se(j));
    });
    wanted.covariance.forEach((v, at) => {
      const scale = se(at % k) * se(Math.floor(at / k));
      expect(Math.abs(fit.covariance.data[at]! - v)).toBeLessThan(1e-6 * scale);
    });
    expect(Math.abs(fit.logLikelihood - wanted.logLikelihood)).toBeLessThan(1e-9 * Math.abs(wanted.logLikelihood));
  });

  it("solves the score equations, and its rows are what a numeric derivative gives", () => {
    for (let j = 0; j < x.cols; j++) {
      let [score, size] = [0, 0];
      for (let i = 0; i < n; i++) {
        score += fit.scores[i]! * x.data[j * n + i]!;
        size += Math.abs(fit.scores[i]! * x.data[j * n + i]!);
      }
      expect(Math.abs(score)).toBeLessThan(1e-10 * size);
    }
    const logProbability = (eta: number, i: number): number => {
      const p = wanted.link === "logit" ? 1 / (1 + Math.exp(-eta)) : probitAt(eta);
      return Math.log(wanted.y[i] === 1 ? p : 1 - p);
    };
    for (const i of [0, 7, 31]) {
      const eta = fit.linearPredictor[i]!;
      const weight = weights?.[i] ?? 1;
      const h = 1e-4;
      const [down, at, up] = [eta - h, eta, eta + h].map((value) => weight * logProbability(value, i));
      expect(fit.scores[i]).toBeCloseTo((up! - down!) / (2 * h), 6);
      expect(fit.curvatures[i]).toBeCloseTo(-(up! - 2 * at! + down!) / (h * h), 6);
    }
  });
});

/** Φ by Simpson's rule, slow and obvious. */
function probitAt(eta: number): number {
  const steps = 4000;
  const h = (eta + 12) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const z = -12 + i * h;
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-z * z) / 2);
  }
  return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

describe.each(links)("%s without a maximum", (link) => {
  it("names the column that separates all rows", () => {
    const fit = fitBinomial(bits([0, 0, 0, 1, 1, 1]), matrix(ones(6), [1, 2, 3, 4, 5, 6]), { link });
    expect(fit.status).toBe("separated");
    expect(fit.separating).toEqual([1]);
    expect(fit.coefficients[1]).toBeNaN();
    expect(fit.probabilities[0]).toBeNaN();
  });

  it("finds quasi-complete separation: rows on the border, and a level that has one outcome", () => {
    const border = fitBinomial(bits([0, 0, 1, 0, 1, 1]), matrix(ones(6), [1, 2, 3, 3, 5, 6]), { link });
    expect(border.status).toBe("separated");
    const level = [0, 0, 0, 0, 0, 0, 1, 1, 1];
    const z = [1, 2, 3, 4, 5, 6, 2, 3, 5];
    const fit = fitBinomial(bits([0, 1, 0, 1, 1, 0, 1, 1, 1]), matrix(ones(9), z, level), { link });
    expect(fit.status).toBe("separated");
    expect(fit.separating).toEqual([2]);
  });

  it("separates by a combination of columns that each overlap", () => {
    const a = [1, 2, 3, 4, 1, 2, 3, 4];
    const b = [2, 3, 4, 5, 0, 1, 2, 3];
    const fit = fitBinomial(bits([1, 1, 1, 1, 0, 0, 0, 0]), matrix(ones(8), a, b), { link });
    expect(fit.status).toBe("separated");
    expect(fit.separating).toEqual([1, 2]);
  });

  it("has no answer where y is constant, weights count, and iterations may run out", () => {
    expect(fitBinomial(bits([1, 1, 1]), matrix(ones(3)), { link }).status).toBe("no-variation");
    const weights = Float64Array.of(0, 1, 1, 2);
    expect(fitBinomial(bits([0, 1, 1, 1]), matrix(ones(4)), { link, weights }).status).toBe("no-variation");
    const x = matrix(ones(6), [1, 5, 2, 9, 4, 3]);
    expect(fitBinomial(bits([0, 1, 1, 0, 1, 0]), x, { link, maxIterations: 1 }).status).toBe("not-converged");
  });
});

describe("fitBinomial", () => {
  it("does not take a rare outcome or a steep slope for separation", () => {
    const rng = createRng(5, "steep");
    const n = 400;
    const z = Array.from({ length: n }, () => rng.normal());
    const steep = fitBinomial(
      bits(z.map((value) => (rng.uniform() < 1 / (1 + Math.exp(-12 * value)) ? 1 : 0))),
      matrix(ones(n), z),
    );
    expect(steep.status).toBe("ok");
    expect(steep.coefficients[1]).toBeGreaterThan(6);
    const rare = fitBinomial(bits([1, ...Array.from({ length: 99_999 }, () => 0)]), matrix(ones(100_000)));
    expect(rare.status).toBe("ok");
    expect(rare.coefficients[0]).toBeCloseTo(Math.log(1 / 99_999), 10);
  });

  it("moves with an affine change of a column as the algebra says", () => {
    const { y, x: data } = references["scales, logit"]!;
    const x = createMatrix(y.length, 4, Float64Array.from(data));
    const fit = fitBinomial(bits(y), x);
    const moved = x.data.map((value, at) => (Math.floor(at / y.length) === 2 ? 1e-6 * value + 7 : value));
    const other = fitBinomial(bits(y), createMatrix(y.length, 4, moved));
    expect(other.coefficients[2]! / (fit.coefficients[2]! * 1e6)).toBeCloseTo(1, 9);
    other.probabilities.forEach((p, i) => expect(p).toBeCloseTo(fit.probabilities[i]!, 10));
  });

  it("leaves out what is aliased, and refuses impossible input", () => {
    const x = matrix(ones(6), [1, 5, 2, 9, 4, 3], [3, 11, 5, 19, 9, 7]);
    const fit = fitBinomial(bits([0, 1, 1, 0, 1, 0]), x);
    expect(fit.aliased).toEqual([2]);
    expect(fit.coefficients[2]).toBeNaN();
    expect(fit.df).toBe(4);
    expect(() => fitBinomial(bits([0, 2]), matrix([1, 1]))).toThrow("row 1 is 2");
    expect(() => fitBinomial(bits([0, 1]), matrix([1, NaN]))).toThrow("row 1, column 0 is NaN");
    expect(() => fitBinomial(bits([0, 1]), matrix([1, 1, 1]))).toThrow("x has 3 rows; y has 2");
    expect(() => fitBinomial(bits([0, 1]), matrix([1, 1]), { weights: Float64Array.of(1, -1) })).toThrow(RangeError);
  });
});

describe("aliasedColumns", () => {
  it("finds combinations, constants and zeros, at any scale, and leaves close columns alone", () => {
    const a = [1, 5, 2, 9, 4, 3, 8];
    const b = [2, 1, 7, 3, 3, 9, 1];
    const sum = a.map((value, i) => 1e6 * (value - 2 * b[i]!));
    const near = a.map((value, i) => value + 1e-6 * b[i]!);
    expect(aliasedColumns(matrix(ones(7), a, b, sum))).toEqual([3]);
    expect(
      aliasedColumns(
        matrix(
          ones(7),
          a,
          ones(7).map(() => 4),
          near,
        ),
      ),
    ).toEqual([2]);
    expect(
      aliasedColumns(
        matrix(
          a,
          a.map(() => 0),
          b,
        ),
      ),
    ).toEqual([1]);
  });
});
