import { expect, test } from "vitest";
import { agreementCheck } from "./agreement.ts";
import { gapsCheck, lengthCheck } from "./coverage.ts";
import { autocorrelationCheck, normalityCheck } from "./residuals.ts";
import { intervalCheck, rootCheck } from "./sarimax.ts";

const x = Float64Array.from({ length: 80 }, (_, i) => Math.sin((i + 1) ** 2));
let walk = 0;
const y = x.map((value) => (walk += value) * 0.1 + value);

// R 4.2.2: Box.test(x, lag, type = "Ljung", fitdf) with x = sin((1:80)^2) and y = cumsum(x) * 0.1 + x.
test.each([
  ["x, 10 lags, 1 fitted", x, 1, 0, 0.97981069209738],
  ["y, 14 lags, 2 fitted", y, 2, 7, 0.989668496376186],
  ["half of y, 8 lags", y.slice(0, 40), 0, 0, 0.138593693426972],
])("Ljung–Box of %s agrees with R", (_, values, fitted, season, p) => {
  expect(autocorrelationCheck(values, fitted, season).value).toBeCloseTo(p, 10);
});

test("unknown innovations are left out", () => {
  expect(autocorrelationCheck(Float64Array.of(NaN, ...x, NaN), 1, 0).value).toBeCloseTo(0.97981069209738, 10);
  expect(normalityCheck(Float64Array.of(NaN, ...x, NaN)).value).toBeCloseTo(normalityCheck(x).value!, 12);
});

test.each([
  [lengthCheck(12, 40), "pass"],
  [lengthCheck(11, 40), "warn"],
  [lengthCheck(40, 7), "fail"],
  [gapsCheck(0, 50), "pass"],
  [gapsCheck(5, 50), "warn"],
  [gapsCheck(6, 50), "fail"],
  [rootCheck(false, false), "pass"],
  [rootCheck(false, true), "warn"],
  [rootCheck(true, false), "fail"],
  [intervalCheck(false), "pass"],
  [intervalCheck(true), "warn"],
  [agreementCheck(10, 3, 15, 4), "pass"],
  [agreementCheck(10, 3, 21, 4), "warn"],
  [normalityCheck(Float64Array.from({ length: 60 }, (_, i) => (i === 5 ? 30 : Math.sin(i * i)))), "warn"],
])("%o", (check, status) => {
  expect(check.status).toBe(status);
});
