import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createRng } from "../random/rng.ts";
import { sarimaxLogLikelihood } from "../sarimax/index.ts";
import { fitStructural, forecastStructural, structuralLogLikelihood } from "./index.ts";

const variance = fc.double({ min: 0.01, max: 20, noNaN: true });

function series(seed: number, n: number): Float64Array {
  const rng = createRng(seed);
  let level = 0;
  return Float64Array.from({ length: n }, () => {
    level += 0.7 * rng.normal();
    return 100 + level + rng.normal();
  });
}

it("gives a local level the likelihood of its ARIMA(0, 1, 1) (Harvey 1989, equation 2.4.6)", () => {
  fc.assert(
    fc.property(fc.nat(), variance, variance, (seed, irregular, level) => {
      const y = series(seed, 40);
      const q = level / irregular;
      const theta = (Math.sqrt(q * q + 4 * q) - 2 - q) / 2;
      const none = new Float64Array(0);
      const arima = sarimaxLogLikelihood(
        y,
        null,
        { order: [0, 1, 1], seasonalOrder: [0, 0, 0, 0], constant: false },
        {
          ar: none,
          ma: Float64Array.of(theta),
          seasonalAr: none,
          seasonalMa: none,
          coefficients: none,
          sigma2: -irregular / theta,
        },
      );
      const model = { level: "local_level", seasons: [] } as const;
      const own = structuralLogLikelihood(y, null, model, { irregular, level, slope: null, seasons: [] });
      expect(own / arima).toBeCloseTo(1, 9);
    }),
    { numRuns: 50 },
  );
});

it("finds variances that no others beat", () => {
  const model = { level: "local_linear_trend", seasons: [{ form: "dummy", period: 3 }] } as const;
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(fc.tuple(variance, variance, variance, variance), { minLength: 5 }),
      (seed, others) => {
        const y = series(seed, 40);
        const fit = fitStructural(y, null, model);
        expect(fit.status).toBe("ok");
        for (const [irregular, level, slope, season] of others) {
          const value = structuralLogLikelihood(y, null, model, { irregular, level, slope, seasons: [season] });
          expect(fit.logLikelihood).toBeGreaterThan(value - 1e-7);
        }
      },
    ),
    { numRuns: 15 },
  );
});

it("forecasts sums with standard errors between those of equal and of independent errors", () => {
  const model = { level: "local_level", seasons: [] } as const;
  fc.assert(
    fc.property(fc.nat(), variance, variance, (seed, irregular, level) => {
      const variances = { irregular, level, slope: null, seasons: [] };
      const forecast = forecastStructural(fitStructural(series(seed, 30), null, model, { variances }), null, 8);
      let linear = 0;
      let square = 0;
      forecast.stderr.forEach((se, h) => {
        linear += se;
        square += se * se;
        const sum = forecast.cumulativeStderr[h]!;
        expect(sum).toBeLessThanOrEqual(linear * (1 + 1e-12));
        expect(sum).toBeGreaterThanOrEqual(Math.sqrt(square) * (1 - 1e-12));
      });
    }),
    { numRuns: 50 },
  );
});
