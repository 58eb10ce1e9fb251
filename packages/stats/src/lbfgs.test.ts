import { describe, expect, it } from "vitest";
import type { Objective } from "./lbfgs.ts";
import { minimiseLbfgs, withNumericGradient } from "./lbfgs.ts";

/** Rosenbrock (1960) in the chained form; minimum 0 at (1, …, 1). */
const rosenbrock: Objective = (x, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i + 1]! - x[i]! ** 2;
    const b = 1 - x[i]!;
    value += 100 * a * a + b * b;
    gradient[i] = gradient[i]! - 400 * a * x[i]! - 2 * b;
    gradient[i + 1] = gradient[i + 1]! + 200 * a;
  }
  return value;
};

const barrier = (x: Float64Array): number => (x[0]! <= 0 ? Infinity : x[0]! - Math.log(x[0]!) + (x[1]! - 2) ** 2);

describe("minimiseLbfgs", () => {
  it.each([2, 10, 50])("reaches the minimum of Rosenbrock's function in %i dimensions", (n) => {
    const result = minimiseLbfgs(rosenbrock, new Float64Array(n).fill(0), { maxIterations: 1000 });
    expect(result.converged).toBe(true);
    for (const v of result.x) expect(v).toBeCloseTo(1, 7);
  });

  it("solves a quadratic of condition 1e12 once told the variables' scales", () => {
    const scale = Float64Array.of(1e-6, 1, 1e6).map((s) => s / 2);
    const objective: Objective = (x, gradient) => {
      let value = 0;
      x.forEach((v, i) => {
        const z = v / scale[i]! - 3;
        gradient[i] = (2 * z) / scale[i]!;
        value += z * z;
      });
      return value;
    };
    const result = minimiseLbfgs(objective, new Float64Array(3), { scale });
    expect(result.status).toBe("gradient");
    result.x.forEach((v, i) => expect(v / scale[i]!).toBeCloseTo(3, 8));
  });

  it("stays out of an infeasible region and needs no analytic gradient", () => {
    const result = minimiseLbfgs(withNumericGradient(barrier), Float64Array.of(0.01, -5));
    expect(result.converged).toBe(true);
    expect(result.x[0]).toBeCloseTo(1, 6);
    expect(result.x[1]).toBeCloseTo(2, 6);
  });

  it("says so when the start is infeasible, the caller stops it or time runs out", () => {
    expect(minimiseLbfgs(() => Number.NaN, Float64Array.of(1)).status).toBe("infeasible-start");
    const start = Float64Array.of(-1.2, 1);
    expect(minimiseLbfgs(rosenbrock, start, { stop: ({ iteration }) => iteration === 2 })).toMatchObject({
      status: "stopped",
      iterations: 2,
      converged: false,
    });
    expect(minimiseLbfgs(rosenbrock, start, { maxIterations: 3 }).status).toBe("iterations");
    expect(() => minimiseLbfgs(rosenbrock, start, { signal: AbortSignal.abort(new Error("enough")) })).toThrow(
      "enough",
    );
  });

  it("leaves the start as it was and rejects a scale of another length", () => {
    const start = Float64Array.of(-1.2, 1);
    minimiseLbfgs(rosenbrock, start);
    expect([...start]).toEqual([-1.2, 1]);
    expect(() => minimiseLbfgs(rosenbrock, start, { scale: Float64Array.of(1) })).toThrow(
      new RangeError("minimiseLbfgs: scale has 1 entries; the start has 2"),
    );
  });
});

describe("withNumericGradient", () => {
  it("agrees with the analytic gradient", () => {
    const exact = new Float64Array(3);
    const x = Float64Array.of(-1.2, 1, 0.3);
    const value = rosenbrock(x, exact);
    const plain = (v: Float64Array): number => rosenbrock(v, new Float64Array(3));
    for (const [kind, tolerance] of [
      ["forward", 1e-4],
      ["central", 1e-6],
    ] as const) {
      const gradient = new Float64Array(3);
      expect(withNumericGradient(plain, kind)(x, gradient)).toBe(value);
      gradient.forEach((g, i) => expect(Math.abs(g - exact[i]!)).toBeLessThan(tolerance));
    }
  });
});
