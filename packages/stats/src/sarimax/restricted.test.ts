import { describe, expect, it } from "vitest";
import { readColumns, readJson } from "../../test/sarimax/cases.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { fitSarimax } from "./index.ts";

interface RestrictedCase {
  readonly data: string;
  readonly order: readonly [number, number, number];
  readonly post: number;
  readonly ar: readonly number[];
  readonly ma: readonly number[];
  readonly sigma2: number;
  readonly coefficients: readonly number[];
  readonly std_errors: readonly number[];
}

const seasonalOrder = [0, 0, 0, 0] as const;
const relative = (a: number, b: number): number => Math.abs(a - b) / Math.abs(b);

function step(n: number, post: number): ReturnType<typeof createMatrix> {
  return createMatrix(
    n,
    1,
    Float64Array.from({ length: n }, (_, i) => (i < post ? 0 : 1)),
  );
}

// nlme's gls stops at about 1e-6 of its own parameters; its standard errors take the autocorrelation as known, where
// ours add the part of its error that moves the coefficients.
describe.each(Object.entries(readJson("restricted.json") as Record<string, RestrictedCase>))(
  "restricted likelihood against nlme: %s",
  (_, c) => {
    const columns = readColumns(c.data);
    const y = Float64Array.from((columns["y"] ?? columns["revenue"])!, Number);
    const model = { order: c.order, seasonalOrder, constant: true };
    const fit = fitSarimax(y, step(y.length, c.post), model, { restricted: true });

    it("has its parameters", () => {
      expect(fit.converged).toBe(true);
      c.ar.forEach((value, i) => expect(relative(fit.ar[i]!, value)).toBeLessThan(1e-4));
      c.ma.forEach((value, i) => expect(relative(fit.ma[i]!, value)).toBeLessThan(1e-4));
      c.coefficients.forEach((value, i) => expect(relative(fit.coefficients[i]!, value)).toBeLessThan(1e-4));
      expect(relative(fit.sigma2, c.sigma2)).toBeLessThan(1e-4);
    });

    it("has its standard errors, and at least those", () => {
      c.std_errors.forEach((value, i) => {
        const stderr = Math.sqrt(fit.coefficientCovariance.data[i * 3]!);
        expect(stderr / value).toBeGreaterThan(1 - 1e-4);
        expect(stderr / value).toBeLessThan(1.02);
      });
    });
  },
);

it("without autocorrelation is least squares with its degrees of freedom", () => {
  const y = Float64Array.from({ length: 40 }, (_, i) => Math.sin(7 * i) + (i < 20 ? 0 : 2));
  const x = createMatrix(40, 2);
  x.data.fill(1, 0, 40);
  x.data.set(step(40, 20).data, 40);
  const ols = leastSquares(x, y);
  const model = { order: [0, 0, 0], seasonalOrder, constant: true } as const;
  const fit = fitSarimax(y, step(40, 20), model, { restricted: true });
  expect(relative(fit.sigma2, ols.rss / 38)).toBeLessThan(1e-12);
  expect(relative(fit.coefficientCovariance.data[3]!, (ols.rss / 38) * ols.unscaledCovariance.data[3]!)).toBeLessThan(
    1e-12,
  );
  expect(fit.coefficientDf[1]).toBeCloseTo(38, 10);
});

it("has degrees of freedom that answer to the autocorrelation, and not to units", () => {
  const columns = readColumns("its_level100_ar05");
  const y = Float64Array.from(columns["revenue"]!, Number);
  const model = { order: [1, 0, 0], seasonalOrder, constant: true } as const;
  const fit = fitSarimax(y, step(90, 45), model, { restricted: true });
  // The long-run variance of an AR(1) is σ²/(1 − φ)²: its log moves by 2/(1 − φ) with φ, and Var(φ̂) is near (1 − φ²)/n.
  const [phi] = fit.ar as unknown as [number];
  const rough = 2 / (2 / 88 + (2 / (1 - phi)) ** 2 * ((1 - phi ** 2) / 90));
  expect(fit.coefficientDf[1]! / rough).toBeGreaterThan(0.75);
  expect(fit.coefficientDf[1]! / rough).toBeLessThan(1.35);
  const scaled = fitSarimax(
    y.map((value) => 1000 * value),
    step(90, 45),
    model,
    { restricted: true },
  );
  expect(relative(scaled.coefficientDf[1]!, fit.coefficientDf[1]!)).toBeLessThan(1e-6);
});
