import { describe, expect, it } from "vitest";
import { fitBinomial } from "../glm/fit-binomial.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { robustInference } from "../regression/robust-inference.ts";
import {
  inverseProbabilityEffect,
  propensityWeights,
  regressionAdjustment,
  stratifiedEffect,
  type Target,
} from "./index.ts";

interface Data {
  readonly y: Float64Array;
  readonly treated: Uint8Array;
  /** With its ones. */
  readonly design: Matrix;
  readonly x: Matrix;
}

function draw(n: number, k: number, seed: number): Data {
  const rng = createRng(seed, "weighting");
  const design = createMatrix(n, k + 1);
  design.data.fill(1, 0, n);
  const y = new Float64Array(n);
  const treated = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 1; j <= k; j++) {
      const value = rng.normal();
      design.data[j * n + i] = value;
      sum += value;
    }
    treated[i] = rng.uniform() < 1 / (1 + Math.exp(-0.5 * sum)) ? 1 : 0;
    y[i] = 3 + sum + treated[i]! * (1 + 0.4 * sum) + rng.normal();
  }
  return { y, treated, design, x: createMatrix(n, k, design.data.slice(n)) };
}

function without(data: Data, gone: number): Data {
  const keep = Array.from(data.y.keys()).filter((i) => i !== gone);
  const rows = ({ rows: n, cols, data: all }: Matrix): Matrix =>
    createMatrix(
      keep.length,
      cols,
      Float64Array.from(Array.from({ length: cols }, (_, j) => keep.map((i) => all[j * n + i]!)).flat()),
    );
  return {
    y: Float64Array.from(keep, (i) => data.y[i]!),
    treated: Uint8Array.from(keep, (i) => data.treated[i]!),
    design: rows(data.design),
    x: rows(data.x),
  };
}

const targets: readonly Target[] = ["ate", "att", "atc", "overlap"];
const weigh = ({ y, treated, design }: Data, target: Target, link: "logit" | "probit" = "logit") =>
  inverseProbabilityEffect(y, treated, fitBinomial(treated, design, { link }), design, target);

describe("inverseProbabilityEffect", () => {
  it.each(targets)(
    "has for %s a standard error midway from the sandwich's to that of a jackknife that fits everything anew",
    (target) => {
      for (const link of ["logit", "probit"] as const) {
        const data = draw(120, 2, 11);
        const whole = weigh(data, target, link);
        let [sum, squares] = [0, 0];
        for (let i = 0; i < 120; i++) {
          const off = weigh(without(data, i), target, link).value - whole.value;
          sum += off;
          squares += off * off;
        }
        const jackknife = Math.sqrt(squares - (sum * sum) / 120);
        const midway = Math.sqrt(jackknife * whole.largeSampleStderr);
        expect(whole.stderr / midway).toBeGreaterThan(0.97);
        expect(whole.stderr / midway).toBeLessThan(1.03);
        // The sandwich knows less of small samples; both agree as n grows.
        expect(whole.largeSampleStderr).toBeLessThan(whole.stderr);
        const many = weigh(draw(20_000, 2, 12), target, link);
        expect(many.largeSampleStderr / many.stderr).toBeGreaterThan(0.99);
      }
    },
  );

  it("is the weighted difference, with weights that sum to 1 in each arm", () => {
    const data = draw(200, 3, 3);
    const effect = weigh(data, "att");
    const scores = fitBinomial(data.treated, data.design).probabilities;
    const raw = propensityWeights(scores, data.treated, "att");
    let [sum, total, treated] = [0, 0, 0];
    effect.weights.forEach((weight, i) => {
      treated += data.treated[i] === 1 ? weight : 0;
      if (data.treated[i] === 1) return;
      total += raw[i]!;
      sum += raw[i]! * data.y[i]!;
    });
    expect(treated).toBeCloseTo(1, 12);
    expect(effect.controlMean).toBeCloseTo(sum / total, 12);
  });

  it("balances covariates exactly under overlap weights of a logit (Li, Morgan and Zaslavsky 2018, theorem 3)", () => {
    const { y, treated, design } = draw(150, 3, 4);
    const { weights } = inverseProbabilityEffect(y, treated, fitBinomial(treated, design), design, "overlap");
    for (let j = 1; j < 4; j++) {
      let difference = 0;
      weights.forEach((w, i) => (difference += (treated[i] === 1 ? w : -w) * design.data[j * 150 + i]!));
      expect(Math.abs(difference)).toBeLessThan(1e-10);
    }
  });

  it("is Welch's comparison when nothing is known of the treatment", () => {
    const { y, treated, design } = draw(60, 1, 5);
    const constant = createMatrix(60, 1, design.data.slice(0, 60));
    const { df, value, stderr } = inverseProbabilityEffect(y, treated, fitBinomial(treated, constant), constant, "ate");
    const arms = [0, 1].map((arm) => Array.from(y).filter((_, i) => treated[i] === arm));
    const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
    const squares = arms.map((v) => v.reduce((a, b) => a + (b - mean(v)) ** 2, 0));
    expect(value).toBeCloseTo(mean(arms[1]!) - mean(arms[0]!), 12);
    const neyman = arms.map((v, a) => squares[a]! / (v.length * (v.length - 1)));
    expect(stderr).toBeCloseTo(Math.sqrt(neyman[0]! + neyman[1]!), 10);
    const own =
      (neyman[0]! + neyman[1]!) ** 2 /
      (neyman[0]! ** 2 / (arms[0]!.length - 1) + neyman[1]! ** 2 / (arms[1]!.length - 1));
    expect(df).toBeCloseTo(own, 8);
  });

  it("refuses a fit without an answer", () => {
    const { y, treated, design } = draw(20, 1, 6);
    const separated = fitBinomial(
      treated,
      createMatrix(20, 2, Float64Array.from([...design.data.slice(0, 20), ...treated])),
    );
    expect(() => inverseProbabilityEffect(y, treated, separated, design, "ate")).toThrow("separated");
    expect(() => inverseProbabilityEffect(y.slice(1), treated, separated, design, "ate")).toThrow(RangeError);
  });
});

describe("regressionAdjustment", () => {
  it("is one regression an arm, averaged, when every slope differs", () => {
    const { y, treated, design, x } = draw(150, 2, 7);
    const arms = [0, 1].map((arm) => {
      const rows = Array.from(y.keys()).filter((i) => treated[i] === arm);
      const own = createMatrix(rows.length, 3);
      for (let j = 0; j < 3; j++) rows.forEach((i, at) => (own.data[j * rows.length + at] = design.data[j * 150 + i]!));
      return leastSquares(
        own,
        Float64Array.from(rows, (i) => y[i]!),
      ).coefficients;
    });
    for (const target of ["ate", "att", "atc"] as const) {
      let [sum, size] = [0, 0];
      for (let i = 0; i < 150; i++) {
        if (target !== "ate" && (treated[i] === 1) !== (target === "att")) continue;
        size += 1;
        for (let j = 0; j < 3; j++) sum += (arms[1]![j]! - arms[0]![j]!) * design.data[j * 150 + i]!;
      }
      const effect = regressionAdjustment(y, treated, x, [0, 1], target);
      expect(effect.value).toBeCloseTo(sum / size, 10);
      expect(effect.treatedMean - effect.controlMean).toBeCloseTo(effect.value, 12);
    }
  });

  it("is the treatment's coefficient with HC2 when no slope differs", () => {
    const { y, treated, design, x } = draw(80, 2, 8);
    const d = createMatrix(80, 4, Float64Array.from([...design.data, ...treated]));
    const fit = leastSquares(d, y);
    const contrast = createMatrix(4, 1, Float64Array.of(0, 0, 0, 1));
    const { covariance } = robustInference(fit, d, contrast, "HC2");
    const effect = regressionAdjustment(y, treated, x, [], "ate");
    expect(effect.value).toBeCloseTo(fit.coefficients[3]!, 10);
    expect(effect.stderr).toBeCloseTo(Math.sqrt(covariance.data[0]!), 10);
  });
});

/** Strata of the first covariate's sign and size. */
function strataOf({ x }: Data): Int32Array {
  return Int32Array.from(x.data.slice(0, x.rows), (value) => (value < -0.5 ? 0 : value < 0.5 ? 1 : 2));
}

describe("stratifiedEffect", () => {
  it("is the difference of means with Neyman's error in one stratum", () => {
    const y = Float64Array.of(15, 16, 17, 18, 19, 10, 11, 12, 13, 14);
    const treated = Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0);
    const effect = stratifiedEffect(y, treated, new Int32Array(10), 1, "att");
    expect(effect).toMatchObject({ value: 5, variance: "neyman", supported: 1, controlMean: 12 });
    expect(effect.stderr).toBeCloseTo(1, 12);
    expect(effect.df).toBeCloseTo(8, 12);
  });

  it("is a regression within strata, by HC2 and with each arm's degrees of freedom", () => {
    const data = draw(140, 2, 9);
    const { y, treated, x } = data;
    const codes = strataOf(data);
    const effect = stratifiedEffect(y, treated, codes, 3, "att", x);
    const arms = [0, 1].map((arm) => {
      const rows = Array.from(y.keys()).filter((i) => treated[i] === arm);
      const d = createMatrix(rows.length, 5);
      rows.forEach((i, at) => {
        d.data[codes[i]! * rows.length + at] = 1;
        for (let j = 0; j < 2; j++) d.data[(3 + j) * rows.length + at] = x.data[j * 140 + i]!;
      });
      const fit = leastSquares(
        d,
        Float64Array.from(rows, (i) => y[i]!),
      );
      // The mean of the regression over the treated.
      const contrast = new Float64Array(5);
      const nTreated = treated.reduce((a, b) => a + b, 0);
      for (let i = 0; i < 140; i++) {
        if (treated[i] !== 1) continue;
        contrast[codes[i]!]! += 1 / nTreated;
        for (let j = 0; j < 2; j++) contrast[3 + j]! += x.data[j * 140 + i]! / nTreated;
      }
      const { covariance, df } = robustInference(fit, d, createMatrix(5, 1, contrast), "HC2");
      return {
        mean: contrast.reduce((sum, c, j) => sum + c * fit.coefficients[j]!, 0),
        variance: covariance.data[0]!,
        df: df[0]!,
      };
    });
    const [control, treat] = [arms[0]!, arms[1]!];
    expect(effect.controlMean).toBeCloseTo(control.mean, 10);
    expect(effect.value).toBeCloseTo(treat.mean - control.mean, 10);
    expect(effect.stderr).toBeCloseTo(Math.sqrt(control.variance + treat.variance), 10);
    const welch =
      (control.variance + treat.variance) ** 2 / (control.variance ** 2 / control.df + treat.variance ** 2 / treat.df);
    expect(effect.df).toBeCloseTo(welch, 6);
  });

  it("leaves out strata without both arms and says how much, and pools where an arm has one unit", () => {
    const y = Float64Array.of(1, 2, 3, 5, 9, 4, 6, 8);
    const treated = Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 1);
    const codes = Int32Array.of(0, 0, 0, 0, 1, 2, 2, 2);
    const effect = stratifiedEffect(y, treated, codes, 3, "att");
    expect(effect.supported).toBe(3 / 4);
    expect(effect.strata[1]).toMatchObject({ weight: 0, treated: 1, control: 0, effect: NaN });
    expect(effect.value).toBeCloseTo((2 / 3) * (4 - 1.5) + (1 / 3) * (8 - 5), 12);
    expect(effect.variance).toBe("pooled");
    // Sums of squares .5 + 2 + 2 on 3 degrees of freedom.
    expect(effect.df).toBe(3);
    expect(effect.stderr).toBeCloseTo(Math.sqrt(1.5 * ((4 / 9) * (1 / 2 + 1 / 2) + (1 / 9) * (1 + 1 / 2))), 12);
    expect(stratifiedEffect(y, treated, Int32Array.from(treated), 2, "ate").value).toBeNaN();
    expect(() => stratifiedEffect(y, treated.slice(1), codes, 3, "ate")).toThrow(RangeError);
  });
});
