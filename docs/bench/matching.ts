import {
  cellsOf,
  createMatrix,
  createRng,
  fitBinomial,
  matchedSetsEffect,
  matchingCoordinates,
  matchingEffect,
  matchWithoutReplacement,
  matchWithReplacement,
  type Matrix,
} from "@ie/stats";
import { byName, r, statsmodels } from "./peers.ts";
import { cell, cpu } from "./timing.ts";

interface Row {
  readonly name: string;
  readonly ms: number;
}

/** CPU milliseconds of one run: at a million units a warm-up changes little. */
function cpuOnce(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

interface Sample {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly treated: Uint8Array;
}

function sampleOf(n: number, k: number): Sample {
  const rng = createRng("bench", "matching", n, k);
  const x = createMatrix(n, k);
  const treated = new Uint8Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) {
      x.data[j * n + i] = rng.normal();
      sum += x.data[j * n + i]!;
    }
    treated[i] = rng.uniform() < 1 / (1 + Math.exp(0.6 - (0.5 * sum) / Math.sqrt(k))) ? 1 : 0;
    y[i] = sum + rng.normal();
  }
  return { x, y, treated };
}

/** Nearest neighbours alone, as a k-d tree's peer has them. */
function search({ x, treated }: Sample): void {
  const cells = cellsOf({ coordinates: matchingCoordinates(x, "inverse_variance").coordinates, treated });
  matchWithReplacement(cells, 1, { ratio: 1 });
}

/** With bias correction and heteroskedastic variance. */
function withReplacement({ x, y, treated }: Sample): void {
  const cells = cellsOf({ coordinates: matchingCoordinates(x, "inverse_variance").coordinates, treated });
  const matches = [matchWithReplacement(cells, 1, { ratio: 1 })];
  matchingEffect({ y, cells, matches, covariates: x, variance: { neighbours: 1 } });
}

/** Logit, then greedy pairs by score. */
function withoutReplacement({ x, y, treated }: Sample): void {
  const n = x.rows;
  const design = createMatrix(n, x.cols + 1);
  design.data.fill(1, 0, n);
  design.data.set(x.data, n);
  const { probabilities } = fitBinomial(treated, design);
  const order = Int32Array.from(treated.keys()).filter((i) => treated[i] === 1);
  order.sort((a, b) => probabilities[b]! - probabilities[a]!);
  const cells = cellsOf({ coordinates: createMatrix(n, 1, probabilities), treated });
  matchedSetsEffect(y, matchWithoutReplacement(cells, 1, { ratio: 1, order }), null);
}

/** Matching beside R's packages at a size that they can do, beside scipy's k-d tree, and at the sizes that ours is for. */
export function benchMatching(): void {
  console.log("\nmatching, CPU milliseconds");
  const small = sampleOf(5_000, 2);
  const ours = new Map([
    ["with", cpu(() => withReplacement(small))],
    ["without", cpu(() => withoutReplacement(small))],
  ]);
  if (r !== null) {
    const theirs = byName<Row>(r.run("matching.R", "5000"));
    for (const [name, what] of [
      ["with", "Matching, with replacement, bias corrected, Var.calc = 1"],
      ["without", "MatchIt, without replacement, by propensity"],
    ] as const) {
      const [a, b] = [ours.get(name)!, theirs.get(name)!.ms];
      console.log(`5000 × 2${cell(a, 9)}${cell(b, 9)}   ÷ ours ${(b / a).toFixed(0).padStart(5)}   R ${what}`);
    }
  }
  for (const k of [2, 5]) {
    const sample = sampleOf(1_000_000, k);
    const found = cpuOnce(() => search(sample));
    if (statsmodels !== null) {
      const theirs = byName<Row>(statsmodels.run("matching.py", "1000000", String(k))).get("search")!.ms;
      console.log(
        `1000000 × ${k}${cell(found, 7)}${cell(theirs, 7)}   ÷ ours ${(theirs / found).toFixed(1)}   scipy cKDTree, nearest neighbours alone`,
      );
    }
    const whole = cpuOnce(() => withReplacement(sample));
    console.log(`1000000 × ${k}${cell(whole, 7)}   effect with bias correction and variance`);
  }
  for (const k of [1, 5]) {
    const sample = sampleOf(50_000, k);
    console.log(
      `50000 × ${k}${cell(
        cpuOnce(() => withoutReplacement(sample)),
        9,
      )}   without replacement, logit included`,
    );
  }
}
