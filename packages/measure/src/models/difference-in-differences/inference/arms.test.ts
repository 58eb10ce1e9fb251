import { describe, expect, test } from "vitest";
import { clustersCheck } from "./arms.ts";

const whole = { isWhole: true };

describe("clusters", () => {
  test("enough of them pass without advice", () => {
    const { status, message } = clustersCheck("shop", { ...whole, treated: 6, control: 9, total: 15 }, "own", true);
    expect([status, message]).toEqual(["pass", '6 treated and 9 untreated clusters by "shop"']);
  });

  test("without untreated ones those treated later are counted", () => {
    const { status, value } = clustersCheck("shop", { ...whole, treated: 40, control: 0, total: 40 }, "own");
    expect([status, value]).toEqual(["pass", 40]);
  });

  test("advice is what the method can follow", () => {
    const few = { ...whole, treated: 3, control: 20, total: 23 };
    expect(clustersCheck("shop", few, "own", true).message).toContain("compare with inference: permutation");
    for (const spread of ["own", "permuted"] as const) {
      const { status, message } = clustersCheck("shop", few, spread);
      expect(status).toBe("warn");
      expect(message).not.toContain("inference: permutation");
    }
  });

  test("one treated cluster is sent to synthetic_control, one untreated cluster for more of them", () => {
    expect(clustersCheck("shop", { ...whole, treated: 1, control: 20, total: 21 }, "pooled").message).toMatch(
      /one cluster does not show .*; compare with synthetic_control$/,
    );
    expect(clustersCheck("shop", { ...whole, treated: 20, control: 1, total: 21 }, "pooled").message).toMatch(
      /; give more untreated clusters$/,
    );
  });
});
