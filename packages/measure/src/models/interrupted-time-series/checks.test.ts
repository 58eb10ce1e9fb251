import { describe, expect, test } from "vitest";
import {
  agreementCheck,
  autocorrelationCheck,
  gapsCheck,
  intervalCheck,
  lengthCheck,
  preTrendCheck,
  rootCheck,
} from "./checks.ts";

const x = Float64Array.from({ length: 80 }, (_, i) => Math.sin((i + 1) ** 2));
let walk = 0;
const y = x.map((value) => (walk += value) * 0.1 + value);

describe("Ljung–Box", () => {
  // R 4.2.2: Box.test(x, lag, type = "Ljung", fitdf) with x = sin((1:80)^2) and y = cumsum(x) * 0.1 + x.
  test.each([
    ["x, 10 lags, 1 fitted", x, 1, 0, 0.97981069209738],
    ["y, 14 lags, 2 fitted", y, 2, 7, 0.989668496376186],
    ["half of y, 8 lags", y.slice(0, 40), 0, 0, 0.138593693426972],
  ])("%s agrees with R", (_, values, fitted, season, p) => {
    expect(autocorrelationCheck(values, fitted, season).value).toBeCloseTo(p, 10);
  });

  test("leaves unknown innovations out", () => {
    const padded = Float64Array.of(NaN, ...x, NaN);
    expect(autocorrelationCheck(padded, 1, 0).value).toBeCloseTo(0.97981069209738, 10);
  });
});

test.each([
  [lengthCheck(12, 40), "pass"],
  [lengthCheck(11, 40), "warn"],
  [lengthCheck(40, 7), "fail"],
  [gapsCheck(0, 50), "pass"],
  [gapsCheck(5, 50), "warn"],
  [gapsCheck(6, 50), "fail"],
  [preTrendCheck(0.06, false), "pass"],
  [preTrendCheck(0.04, false), "warn"],
  [preTrendCheck(0.009, false), "fail"],
  [preTrendCheck(null, false), "warn"],
  [preTrendCheck(null, true), "pass"],
  [rootCheck(false, false), "pass"],
  [rootCheck(false, true), "warn"],
  [rootCheck(true, false), "fail"],
  [intervalCheck(false), "pass"],
  [intervalCheck(true), "warn"],
  [agreementCheck(10, 3, 15, 4), "pass"],
  [agreementCheck(10, 3, 21, 4), "warn"],
])("%o", (check, status) => {
  expect(check.status).toBe(status);
});
