import { createRng } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { agreementCheck, effectiveSizeCheck } from "./index.ts";

describe("agreement", () => {
  const other = (value: number, stderr: number | null): Parameters<typeof agreementCheck>[1] => ({
    name: "other",
    value,
    stderr,
  });
  const status = (value: number, stderr: number | null): string =>
    agreementCheck({ value: 0, stderr: 1 }, other(value, stderr)).status;

  test("a difference speaks when it matters and is more than chance", () => {
    expect([0.9, 1.5, 2.5].map((value) => status(value, 1))).toEqual(["pass", "warn", "fail"]);
    // The other has variance 10, so that the difference has 9: three standard errors of the main answer.
    expect([2.5, 7, 10].map((value) => status(value, Math.sqrt(10)))).toEqual(["pass", "warn", "fail"]);
    expect(status(1.5, null)).toBe("warn");
    expect(agreementCheck({ value: 0, stderr: 1 }, null)).toMatchObject({ status: "warn", value: null });
  });

  test("is seldom wrong about a noisier unbiased answer", () => {
    const rng = createRng(1);
    const draws = Array.from({ length: 2000 }, () => status(2 * rng.normal(), Math.sqrt(5)));
    expect(draws.filter((each) => each !== "pass").length / 2000).toBeLessThan(0.06);
    expect(draws.filter((each) => each === "fail").length / 2000).toBeLessThan(0.01);
  });
});

describe("effective sample size", () => {
  const treated = Uint8Array.from({ length: 2000 }, (_, i) => (i < 100 ? 1 : 0));
  const units = { treated, nTreated: 100, nControl: 1900 };

  test("an att of few among many controls loses nothing", () => {
    const weights = Float64Array.from(treated, (arm, i) => (arm === 1 || i < 300 ? 1 : 0.01));
    const { check, effectiveControl } = effectiveSizeCheck(weights, units, "trim");
    expect(effectiveControl).toBeLessThan(300);
    expect(check.status).toBe("pass");
  });

  test("warns and fails by number and by share of the smaller arm", () => {
    const heavy = (count: number): Float64Array =>
      Float64Array.from(treated, (arm, i) => (arm === 1 || i < 100 + count ? 1 : 0));
    expect([40, 25, 9].map((count) => effectiveSizeCheck(heavy(count), units, "trim").check.status)).toEqual([
      "pass",
      "warn",
      "fail",
    ]);
    const few = { treated: Uint8Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : 0)), nTreated: 20, nControl: 20 };
    expect(effectiveSizeCheck(new Float64Array(40).fill(1), few, "trim").check.message).toContain("find more of them");
  });
});
