import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { fitBinomial } from "../glm/fit-binomial.ts";
import { aipw, aipwDf, influenceVariance } from "./aipw.ts";
import { crossFit, isFailure, type CrossFitInput } from "./aipw-cross-fit.ts";
import { lassoLearner } from "./aipw-lasso.ts";
import { linearLearner } from "./aipw-linear.ts";
import { logitLearner } from "./aipw-logit.ts";
import { ridgeLearner } from "./aipw-ridge.ts";
import { ridgeLogitLearner } from "./aipw-ridge-logit.ts";

interface Reference {
  readonly z: number[][];
  readonly treated: number[];
  readonly y: number[];
  readonly folds: number[];
  readonly clusters: number[];
  readonly propensity: number[];
  readonly aipw: Record<"ate" | "att" | "atc", Record<string, number>>;
  readonly ridge: number[];
  readonly ridge_logit: number[];
  readonly lasso: number[];
}
const reference = JSON.parse(
  readFileSync(new URL("../../test/fixtures/aipw/aipw.json", import.meta.url), "utf8"),
) as Reference;
const y = Float64Array.from(reference.y);
const treated = Uint8Array.from(reference.treated);
const n = y.length;
const x = createMatrix(n, 5, Float64Array.from([...Array.from({ length: n }, () => 1), ...reference.z.flat()]));
const clusters = { codes: Int32Array.from(reference.clusters), count: 30 };
const input: CrossFitInput = {
  y,
  treated,
  outcomeDesign: x,
  propensityDesign: x,
  folds: Int32Array.from(reference.folds),
  count: 5,
  outcomeLearner: linearLearner,
  propensityLearner: logitLearner,
  estimand: "ate",
};

function expectNear(actual: number | undefined, expected: number | undefined, tolerance = 1e-8): void {
  expect(Math.abs((actual ?? NaN) - (expected ?? NaN))).toBeLessThan(
    tolerance * Math.max(1, Math.abs(expected ?? NaN)),
  );
}

describe("against numpy and statsmodels", () => {
  test.each(["ate", "att", "atc"] as const)("%s, five folds", (estimand) => {
    const nuisance = crossFit({ ...input, estimand });
    if (isFailure(nuisance)) throw new Error(nuisance.status);
    const own = aipw(y, treated, nuisance, estimand);
    const effect = own.treatedInfluence.map((each, i) => each - own.controlInfluence[i]!);
    const expected = reference.aipw[estimand];
    expectNear(own.value, expected["value"]);
    expectNear(own.treatedMean, expected["treated_mean"]);
    expectNear(own.controlMean, expected["control_mean"]);
    expectNear(Math.sqrt(influenceVariance(effect).variance), expected["stderr"]);
    expectNear(Math.sqrt(influenceVariance(effect, effect, clusters).variance), expected["clustered"]);
    expect(influenceVariance(effect, effect, clusters).df).toBe(29);
    reference.propensity.forEach((each, i) => expectNear(nuisance.propensity[i], each));
    expect(effect.reduce((sum, each) => sum + each, 0) / n).toBeCloseTo(0, 12);
    const df = aipwDf(own, treated);
    expect(df).toBeGreaterThan(20);
    expect(df).toBeLessThan(n);
  });

  test.each([
    ["ridge", ridgeLearner, 1e-8],
    ["lasso", lassoLearner, 1e-6],
  ] as const)("%s", (name, learner, tolerance) => {
    const fitted = learner.fit(x, y).predict(x);
    reference[name].forEach((each, i) => expectNear(fitted[i], each, tolerance));
  });

  test("ridge logit", () => {
    const fitted = ridgeLogitLearner.fit(x, Float64Array.from(treated)).predict(x);
    reference.ridge_logit.forEach((each, i) => expectNear(fitted[i], each, 1e-7));
  });
});

test("the mean of the regressions where every unit's residual is 0", () => {
  const own = aipw(
    Float64Array.of(3, 1, 4, 2),
    Uint8Array.of(1, 0, 1, 0),
    {
      treatedOutcome: Float64Array.of(3, 2, 4, 5),
      controlOutcome: Float64Array.of(1, 1, 3, 2),
      propensity: Float64Array.of(0.5, 0.5, 0.5, 0.5),
    },
    "ate",
  );
  expect(own.value).toBeCloseTo((2 + 1 + 1 + 3) / 4, 12);
});

test("weights bring each arm to the size of the target where propensities are saturated", () => {
  const group = Uint8Array.from({ length: 100 }, (_, i) => (i < 40 ? 1 : 0));
  const arm = Uint8Array.from({ length: 100 }, (_, i) => (i % (i < 40 ? 2 : 4) === 0 ? 1 : 0));
  const zeros = new Float64Array(100);
  const propensity = Float64Array.from(group, (one) => (one === 1 ? 0.5 : 0.25));
  const nuisance = { treatedOutcome: zeros, controlOutcome: zeros, propensity };
  for (const estimand of ["ate", "att", "atc"] as const) {
    const { weights } = aipw(zeros, arm, nuisance, estimand);
    for (const own of [0, 1]) {
      expect(weights.reduce((sum, each, i) => sum + (arm[i] === own ? each : 0), 0)).toBeCloseTo(1, 12);
    }
  }
});

/** A design of many rows, so that the quick ways are taken. */
function large(rows: number): { design: Matrix; outcome: Float64Array; choice: Float64Array } {
  const rng = createRng(5);
  const design = createMatrix(rows, 6);
  design.data.fill(1, 0, rows);
  for (let i = rows; i < design.data.length; i++) design.data[i] = 3 + rng.normal() * (1 + i / rows);
  const outcome = new Float64Array(rows);
  const choice = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    outcome[i] = design.data[rows + i]! + rng.normal();
    choice[i] = rng.uniform() < 1 / (1 + Math.exp(2 - 0.5 * design.data[2 * rows + i]!)) ? 1 : 0;
  }
  return { design, outcome, choice };
}

test("the quick ways give what the careful ones give", () => {
  const { design, outcome, choice } = large(20_000);
  const linear = linearLearner.fit(design, outcome).predict(design);
  const careful = leastSquares(design, outcome).fitted;
  const logit = logitLearner.fit(design, choice).predict(design);
  const likely = fitBinomial(Uint8Array.from(choice), design).probabilities;
  for (let i = 0; i < 20_000; i += 37) {
    expectNear(linear[i], careful[i], 1e-10);
    expectNear(logit[i], likely[i], 1e-8);
  }
});

test("least squares leaves out combinations of columns, and keeps close ones apart", () => {
  const close = createMatrix(n, 4);
  close.data.set(x.data.subarray(0, 2 * n));
  for (let i = 0; i < n; i++) close.data[2 * n + i] = 2 * x.data[n + i]!;
  for (let i = 0; i < n; i++) close.data[3 * n + i] = x.data[n + i]! + 1e-5 * x.data[2 * n + i]!;
  const fitted = linearLearner.fit(close, y).predict(close);
  leastSquares(close, y).fitted.forEach((each, i) => expectNear(fitted[i], each, 1e-9));
});

test("says why there is no answer", () => {
  const separated = Float64Array.from(x.data.subarray(n, 2 * n), (value) => (value > 0 ? 1 : 0));
  expect(logitLearner.fit(x, separated)).toMatchObject({ status: "separated", columns: [1] });
  expect(ridgeLogitLearner.fit(x, separated).status).toBe("ok");
  expect(ridgeLogitLearner.fit(x, new Float64Array(n)).status).toBe("no-variation");
  const few = createMatrix(4, 5, new Float64Array(20).fill(1));
  expect(linearLearner.fit(few, new Float64Array(4)).status).toBe("too-few-rows");
  const none = crossFit({ ...input, treated: Uint8Array.from(separated) });
  expect(none).toMatchObject({ regression: "propensity", status: "separated", fold: 0 });
});

test("separation in many rows is found, not run after", () => {
  const { design } = large(6000);
  const separated = design.data.slice(6000, 12_000).map((value) => (value > 4 ? 1 : 0));
  expect(logitLearner.fit(design, separated).status).toBe("separated");
});

test("refuses arguments of other lengths and an empty target", () => {
  const nuisance = { treatedOutcome: y, controlOutcome: y, propensity: y };
  expect(() => aipw(y, treated.slice(1), nuisance, "ate")).toThrow(RangeError);
  expect(() => aipw(y, new Uint8Array(n), nuisance, "att")).toThrow(RangeError);
});
