import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { fitPoisson } from "./index.ts";

interface Reference {
  readonly y: readonly number[];
  readonly columns: number;
  readonly x: readonly number[];
  readonly offset: readonly number[];
  readonly coefficients: readonly number[];
  readonly covariance: readonly number[];
  readonly dispersion: number;
  readonly deviance: number;
  readonly logLikelihood: number;
  readonly df: number;
}

const references = JSON.parse(
  readFileSync(new URL("../../test/fixtures/glm/poisson.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Reference>>;
const near = (actual: number, wanted: number, tolerance = 1e-8): void =>
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
const ones = (n: number): number[] => Array.from({ length: n }, () => 1);

describe.each(Object.entries(references))("%s, by R's glm", (_, wanted) => {
  const y = Float64Array.from(wanted.y);
  const x = createMatrix(y.length, wanted.columns, Float64Array.from(wanted.x));
  const offset = Float64Array.from(wanted.offset);
  const fit = fitPoisson(y, x, { offset });

  it("agrees", () => {
    expect(fit.status).toBe("ok");
    wanted.coefficients.forEach((b, j) => near(fit.coefficients[j]!, b));
    const scale = (i: number) => Math.sqrt(wanted.covariance[i * wanted.columns + i]!);
    wanted.covariance.forEach((v, at) => {
      const [i, j] = [at % wanted.columns, Math.floor(at / wanted.columns)];
      expect(Math.abs(fit.covariance.data[at]! - v)).toBeLessThan(1e-8 * scale(i) * scale(j));
    });
    near(fit.dispersion, wanted.dispersion);
    near(fit.deviance, wanted.deviance);
    near(fit.logLikelihood, wanted.logLikelihood);
    expect(fit.df).toBe(wanted.df);
  });

  it("solves the score equations", () => {
    for (let j = 0; j < x.cols; j++) {
      let score = 0;
      let size = 0;
      for (let i = 0; i < y.length; i++) {
        score += x.data[j * y.length + i]! * (y[i]! - fit.fitted[i]!);
        size += Math.abs(x.data[j * y.length + i]! * y[i]!);
      }
      expect(Math.abs(score)).toBeLessThan(1e-9 * size);
    }
  });

  it("moves the constant alone when the exposure changes its unit", () => {
    const other = fitPoisson(y, x, { offset: offset.map((o) => o + 3) });
    near(other.coefficients[0]! + 3, fit.coefficients[0]!);
    near(other.coefficients[1]!, fit.coefficients[1]!);
    near(other.dispersion, fit.dispersion);
  });
});

describe("fitPoisson", () => {
  it("finds separation: a group without events has no finite rate ratio", () => {
    const y = Float64Array.of(3, 5, 2, 6, 4, 0, 0, 0);
    const group = [0, 0, 0, 0, 0, 1, 1, 1];
    const z = [1, 2, 3, 4, 5, 1, 2, 3];
    const fit = fitPoisson(y, createMatrix(8, 3, Float64Array.from([...ones(8), ...group, ...z])));
    const without = fitPoisson(y.slice(0, 5), createMatrix(5, 2, Float64Array.from([...ones(5), ...z.slice(0, 5)])));
    expect(fit.status).toBe("separated");
    expect(fit.separated).toEqual([5, 6, 7]);
    expect(fit.aliased).toEqual([1]);
    expect(fit.coefficients[1]).toBeNaN();
    near(fit.coefficients[0]!, without.coefficients[0]!);
    near(fit.coefficients[2]!, without.coefficients[1]!);
    expect(fit.df).toBe(3);
    expect(fit.fitted.slice(5)).toEqual(new Float64Array(3));
  });

  it("does not take a small exposure for separation", () => {
    const y = Float64Array.of(30, 41, 35, 0, 0, 38);
    const exposure = [1, 1, 1, 1e-9, 1e-9, 1];
    const fit = fitPoisson(y, createMatrix(6, 1, Float64Array.from(ones(6))), {
      offset: Float64Array.from(exposure, Math.log),
    });
    expect(fit.status).toBe("ok");
    near(Math.exp(fit.coefficients[0]!), 144 / (4 + 2e-9));
    expect(fit.df).toBe(5);
  });

  it("leaves out what is aliased", () => {
    const y = Float64Array.of(2, 4, 3, 7, 9);
    const fit = fitPoisson(y, createMatrix(5, 3, Float64Array.from([...ones(5), 1, 2, 3, 4, 5, 3, 5, 7, 9, 11])));
    expect(fit.aliased).toEqual([2]);
    expect(fit.coefficients[2]).toBeNaN();
    expect(fit.status).toBe("ok");
    expect(fit.df).toBe(3);
  });

  it("has no estimate without events, and takes large counts and a saturated model", () => {
    const x = createMatrix(4, 2, Float64Array.of(1, 1, 1, 1, 0, 0, 1, 1));
    expect(fitPoisson(new Float64Array(4), x).status).toBe("no-events");
    expect(fitPoisson(Float64Array.of(1e9, 2e9, 8e9, 7e9), x).status).toBe("ok");
    const saturated = fitPoisson(Float64Array.of(3, 12), createMatrix(2, 2, Float64Array.of(1, 1, 0, 1)));
    near(saturated.coefficients[1]!, Math.log(4));
    expect(saturated.dispersion).toBeNaN();
  });

  it("says when iterations ran out and refuses impossible input", () => {
    const x = createMatrix(3, 2, Float64Array.of(1, 1, 1, 1, 2, 3));
    expect(fitPoisson(Float64Array.of(1, 50, 3), x, { maxIterations: 1 }).status).toBe("not-converged");
    expect(() => fitPoisson(Float64Array.of(1, -2, 3), x)).toThrow("row 1 is -2");
    expect(() => fitPoisson(Float64Array.of(1, 2), x)).toThrow("x has 3 rows; y has 2");
    expect(() => fitPoisson(Float64Array.of(1, 2, 3), x, { offset: Float64Array.of(0, -Infinity, 0) })).toThrow(
      RangeError,
    );
  });
});
