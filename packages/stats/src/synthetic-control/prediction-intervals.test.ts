import { describe, expect, it } from "vitest";
import { widePanel } from "../../test/wide-panel.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { farthestShift } from "./farthest-shift.ts";
import { predictionIntervals } from "./prediction-intervals.ts";

describe("farthestShift", () => {
  it("is the root of a quadratic with two donors", () => {
    const rng = createRng("two donors");
    for (let run = 0; run < 30; run++) {
      const donors = createMatrix(
        8,
        2,
        Float64Array.from({ length: 16 }, () => 10 + rng.normal()),
      );
      const score = Float64Array.from({ length: 8 }, () => 0.3 * rng.normal());
      const w = 0.2 + 0.6 * rng.uniform();
      const p = Float64Array.of(rng.normal(), rng.normal());
      // δ = (x, −x) with |Δ|² x² ≤ 2 x g·Δ.
      let along = 0;
      let square = 0;
      for (let t = 0; t < 8; t++) {
        const difference = donors.data[t]! - donors.data[8 + t]!;
        along += score[t]! * difference;
        square += difference * difference;
      }
      const end = Math.min(1 - w, Math.max(-w, (2 * along) / square));
      for (const sign of [1, -1] as const) {
        const found = farthestShift(donors, 8, Float64Array.of(w, 1 - w), new Float64Array(2), p, sign)(score);
        expect(found).toBeCloseTo(Math.max(0, sign * end * (p[0]! - p[1]!)), 2);
      }
    }
  });

  it("is exceeded by no feasible shift, and reaches the constraint, with more donors than periods", () => {
    const rng = createRng("many donors");
    const rows = 5;
    const cols = 9;
    for (let run = 0; run < 10; run++) {
      const donors = createMatrix(
        rows,
        cols,
        Float64Array.from({ length: rows * cols }, () => rng.normal()),
      );
      const weights = new Float64Array(cols).fill(1 / cols);
      const lower = new Float64Array(cols);
      const score = Float64Array.from({ length: rows }, () => 0.2 * rng.normal());
      const p = Float64Array.from({ length: cols }, () => rng.normal());
      const most = farthestShift(donors, rows, weights, lower, p, 1)(score);
      let best = 0;
      for (let trial = 0; trial < 4000; trial++) {
        const draw = Float64Array.from({ length: cols }, () => (-Math.log(rng.uniform())) ** 3);
        const sum = draw.reduce((total, value) => total + value, 0);
        const delta = draw.map((value, j) => value / sum - weights[j]!);
        // The largest feasible multiple of the direction, which the simplex allows up to 1.
        let along = 0;
        let square = 0;
        for (let t = 0; t < rows; t++) {
          let moved = 0;
          for (let j = 0; j < cols; j++) moved += donors.data[j * rows + t]! * delta[j]!;
          along += moved * score[t]!;
          square += moved * moved;
        }
        const length = Math.min(1, (2 * along) / square);
        if (length > 0) best = Math.max(best, length * delta.reduce((total, value, j) => total + value * p[j]!, 0));
      }
      expect(best).toBeLessThanOrEqual(most * 1.002 + 1e-9);
      expect(best).toBeGreaterThan(0.2 * most);
    }
  });
});

describe("predictionIntervals", () => {
  const panel = { outcomes: widePanel("prop99").values, treated: [0], preperiods: 19 };
  it("encloses the effects, the bands enclosing the intervals, the same for the same stream", () => {
    const found = predictionIntervals(panel, { level: 0.9, rng: createRng(1), draws: 20 });
    for (let k = 0; k < 12; k++) {
      expect(found.bandLower[k]).toBeLessThan(found.lower[k]!);
      expect(found.lower[k]).toBeLessThan(found.effects[k]!);
      expect(found.upper[k]).toBeGreaterThan(found.effects[k]!);
    }
    expect(found.average.upper).toBeLessThan(0);
    expect(predictionIntervals(panel, { level: 0.9, rng: createRng(1), draws: 20 })).toEqual(found);
  });

  it("is wider at a higher level", () => {
    const at = (level: number): number => {
      const { average } = predictionIntervals(panel, { level, rng: createRng(1), draws: 20 });
      return average.upper - average.lower;
    };
    expect(at(0.95)).toBeGreaterThan(at(0.8));
  });
});
