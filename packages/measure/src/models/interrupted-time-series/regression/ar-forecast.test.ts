import { createMatrix, createRng } from "@ie/stats";
import { expect, test } from "vitest";
import { forecastAr } from "./ar-forecast.ts";
import { arPosterior } from "./ar-posterior.ts";
import { mixtureMean, mixtureSd } from "./mixture.ts";

const n = 60;
const horizon = 12;
const x = (from: number, to: number): ReturnType<typeof createMatrix> =>
  createMatrix(
    to - from,
    2,
    Float64Array.from({ length: 2 * (to - from) }, (_, at) => (at < to - from ? 1 : from + at - (to - from))),
  );

function outcomes(gaps: readonly number[]): Float64Array {
  const rng = createRng(4, "forecast");
  let u = 0;
  return Float64Array.from({ length: n }, (_, t) => {
    u = 0.6 * u + rng.normal();
    return gaps.includes(t) ? NaN : 10 + 0.1 * t + u;
  });
}

// the simulated paths take another road to the same distribution: 40,000 draws, Monte Carlo error about half a percent
test.each([
  [[], "every step", 1],
  [[58, 59], "every step", 1],
  [[20], "the odd steps", 2],
] as const)("with gaps at %j and sums of %s, means and spreads agree with simulation", (gaps, _, every) => {
  const posterior = arPosterior(outcomes(gaps), x(0, n), 1)!;
  const counted = Uint8Array.from({ length: horizon }, (_unused, h) => (h % every === 0 ? 1 : 0));
  const forecast = forecastAr(posterior, x(n, n + horizon), counted);
  const last = horizon - 1;
  let [count, sum, squares, total, totals] = [0, 0, 0, 0, 0];
  forecast.simulate(createRng(1), 40_000, (path) => {
    const added = path.reduce((value, y, h) => value + (counted[h] === 1 ? y : 0), 0);
    count += 1;
    sum += path[last]!;
    squares += path[last]! ** 2;
    total += added;
    totals += added ** 2;
  });
  expect(count).toBe(40_000);
  for (const [mixture, first, second] of [
    [forecast.at(last), sum, squares],
    [forecast.sumAt(last), total, totals],
  ] as const) {
    const sd = Math.sqrt(second / count - (first / count) ** 2);
    expect(Math.abs(mixtureMean(mixture) - first / count)).toBeLessThan(0.03 * sd);
    expect(Math.abs(sd / mixtureSd(mixture) - 1)).toBeLessThan(0.03);
  }
});

test("one step ahead of white noise is textbook prediction", () => {
  const posterior = arPosterior(outcomes([]), x(0, n), 0)!;
  const { at } = forecastAr(posterior, x(n, n + 1), Uint8Array.of(1));
  const mixture = at(0);
  const { sigma2 } = posterior.mode;
  const { scale } = posterior.design;
  const centre = (n - 1) / 2;
  const leverage = 1 / n + (n - centre) ** 2 / ((n * (n * n - 1)) / 12);
  expect(mixture.scales[0]).toBeCloseTo(scale * Math.sqrt(sigma2 * (1 + leverage)), 10);
});
