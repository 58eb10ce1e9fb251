import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { densityDiscontinuity, regressionDiscontinuity, type RegressionKernel } from "./index.ts";

interface Case {
  readonly name: string;
  readonly options: {
    readonly kernel?: RegressionKernel;
    readonly order?: number;
    readonly coarse?: boolean;
    readonly covariates?: boolean;
    readonly clusters?: boolean;
  };
  readonly fit: Readonly<Record<string, number>>;
}

const path = new URL("../../test/fixtures/regression-discontinuity/regression-discontinuity.json", import.meta.url);
const data = JSON.parse(readFileSync(path, "utf8")) as {
  readonly x: readonly number[];
  readonly coarse: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
  readonly clusters: readonly number[];
  readonly cases: readonly Case[];
  readonly density: Readonly<Record<string, number>>;
};
const x = Float64Array.from(data.x);
const y = Float64Array.from(data.y);

function expectNear(actual: object, expected: Readonly<Record<string, number>>): void {
  for (const [key, value] of Object.entries(expected)) {
    const own = (actual as Readonly<Record<string, number>>)[key]!;
    expect(Math.abs(own - value), key).toBeLessThanOrEqual(1e-8 * Math.abs(value));
  }
}

describe("regressionDiscontinuity", () => {
  it.each(data.cases)("is what explicit matrices give: $name", ({ options, fit }) => {
    const { kernel = "triangular", order = 1, coarse = false, covariates = false, clusters = false } = options;
    const own = regressionDiscontinuity(coarse ? Float64Array.from(data.coarse) : x, y, {
      kernel,
      order,
      covariates: covariates ? createMatrix(x.length, 2, Float64Array.from(data.z)) : null,
      clusters: clusters ? Int32Array.from(data.clusters) : null,
    });
    expectNear(own!, fit);
  });

  it("finds the jump of a polynomial that it can fit, exactly", () => {
    const exact = x.map((value) => (value < 0 ? 1 + value : 3 - 2 * value + value * value));
    const own = regressionDiscontinuity(x, exact, { bandwidths: { h: 0.4, b: 0.6 } });
    expect(own?.value).toBeCloseTo(2, 10);
    expect(own?.control).toBeCloseTo(1, 10);
  });

  it("has no answer without rows or distinct values on a side", () => {
    expect(regressionDiscontinuity(x.map(Math.abs), y)).toBeNull();
    expect(regressionDiscontinuity(x.map(Math.sign), y)).toBeNull();
    expect(regressionDiscontinuity(x, y, { clusters: new Int32Array(x.length) })).toBeNull();
    expect(() => regressionDiscontinuity(x, y.slice(1))).toThrow(RangeError);
  });
});

describe("densityDiscontinuity", () => {
  it("is what explicit matrices give", () => {
    expectNear(densityDiscontinuity(x)!, data.density);
  });

  it("sees units that moved over the cutoff, and none where there are too few bins", () => {
    const rng = createRng(3);
    const moved = Float64Array.from({ length: 2000 }, () => rng.normal()).map((value) =>
      value < 0 && value > -0.15 && rng.uniform() < 0.5 ? -value : value,
    );
    expect(densityDiscontinuity(moved)?.pValue).toBeLessThan(1e-4);
    expect(densityDiscontinuity(Float64Array.from({ length: 40 }, (_, i) => (i < 39 ? i : -1)))).toBeNull();
    expect(densityDiscontinuity(new Float64Array(50))).toBeNull();
  });
});
