import { unwrap, validate } from "@ie/contracts";
import { contextOf, models } from "@ie/measure";
import {
  aipw,
  createMatrix,
  createRng,
  crossFit,
  influenceVariance,
  isFailure,
  linearLearner,
  logitLearner,
  type Matrix,
} from "@ie/stats";
import { createTable } from "@ie/table";
import { byName, statsmodels } from "./peers.ts";
import { cell, cpu } from "./timing.ts";

interface Sample {
  /** n × (k + 1), ones first. */
  readonly x: Matrix;
  readonly treated: Uint8Array;
  readonly y: Float64Array;
}

function simulate(n: number, k: number): Sample {
  const rng = createRng("bench");
  const x = createMatrix(
    n,
    k + 1,
    Float64Array.from({ length: n * (k + 1) }, (_, i) => (i < n ? 1 : rng.normal())),
  );
  const treated = new Uint8Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let level = 0;
    for (let j = 1; j < 6; j++) level += x.data[j * n + i]!;
    treated[i] = rng.uniform() < 1 / (1 + Math.exp(-0.2 * level)) ? 1 : 0;
    y[i] = level + treated[i]! + rng.normal();
  }
  return { x, treated, y };
}

function estimate({ x, treated, y }: Sample, folds: Int32Array): number {
  const nuisance = crossFit({
    y,
    treated,
    outcomeDesign: x,
    propensityDesign: x,
    folds,
    count: 5,
    outcomeLearner: linearLearner,
    propensityLearner: logitLearner,
    estimand: "ate",
  });
  if (isFailure(nuisance)) throw new RangeError(`bench: the ${nuisance.regression} is ${nuisance.status}`);
  const { treatedInfluence, controlInfluence } = aipw(y, treated, nuisance, "ate");
  return influenceVariance(treatedInfluence.map((each, i) => each - controlInfluence[i]!)).variance;
}

/** Augmented weighting with five folds: the estimate alone as the peer makes it, then the model with its checks, one split. */
export function benchDoublyRobust(): void {
  const n = 100_000;
  const k = 20;
  const sample = simulate(n, k);
  const folds = Int32Array.from({ length: n }, (_, i) => i % 5);
  const alone = cpu(() => void estimate(sample, folds));
  const names = Array.from({ length: k }, (_, j) => `x${j}`);
  const columns = names.map((name, j) => [name, sample.x.data.slice((j + 1) * n, (j + 2) * n)] as const);
  const table = createTable({
    ...Object.fromEntries(columns),
    treated: Float64Array.from(sample.treated),
    y: sample.y,
  });
  const options = unwrap(
    validate(models.doubly_robust.options, {
      dependent_variable: "y",
      treatment_column: "treated",
      covariate_columns: names,
      repeats: 1,
    }),
    "bench",
    "config/invalid",
  );
  const whole = cpu(() => void models.doubly_robust.fit(table, options, contextOf(1)));
  console.log(
    `\naugmented weighting, 5 folds, ${n} × ${k}, CPU milliseconds: estimate; model with checks and companions`,
  );
  console.log(`ours        ${cell(alone, 8)}${cell(whole, 8)}`);
  if (statsmodels === null) return;
  const theirs = byName<{ name: "aipw"; ms: number }>(statsmodels.run("doubly-robust.py", String(n), String(k))).get(
    "aipw",
  )!.ms;
  console.log(`numpy, statsmodels ${cell(theirs, 1)}   ÷ ours ${(theirs / alone).toFixed(2)}`);
}
