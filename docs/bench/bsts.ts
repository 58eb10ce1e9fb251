import { causalImpactPriors, createMatrix, createRng, sampleBsts, type Matrix } from "@ie/stats";
import { bsts, byName } from "./peers.ts";
import { cell, cpu } from "./timing.ts";

interface Row {
  readonly name: string;
  readonly drawsPerSecond: number;
}

/** Gibbs draws per second: local level with spike-and-slab regression, and a year of days with a weekly season. */
export function benchBsts(): void {
  const theirs = byName<Row>(bsts?.run("bsts.R"));
  console.log("\nBSTS, draws per second");
  for (const [name, n, k, weekly] of [
    ["level, 100 rows, 3 regressors", 100, 3, false],
    ["level and week, 365 rows, 10 regressors", 365, 10, true],
  ] as const) {
    const { y, x } = simulated(n, k);
    const seasons = weekly ? [{ periods: 7 }] : [];
    const spec = { level: "local_level", seasons, priors: causalImpactPriors(y, x) } as const;
    const draws = 500;
    const ms = cpu(() => void sampleBsts(y, x, spec, { rng: createRng("bench"), draws, burn: 0 }));
    const ours = (1000 * draws) / ms;
    const peer = theirs.get(name)?.drawsPerSecond;
    console.log(
      `${name.padEnd(42)}${cell(ours, 8)}${peer === undefined ? "" : `   R ${cell(peer, 8)}   ours ÷ R ${(ours / peer).toFixed(1)}`}`,
    );
  }
}

function simulated(n: number, k: number): { y: Float64Array; x: Matrix } {
  const rng = createRng("bsts");
  const x = createMatrix(
    n,
    k,
    Float64Array.from({ length: n * k }, () => rng.normal()),
  );
  let level = 10;
  const y = Float64Array.from({ length: n }, (_, t) => {
    level += 0.1 * rng.normal();
    return level + 2 * x.data[t]! + Math.sin((2 * Math.PI * t) / 7) + rng.normal();
  });
  return { y, x };
}
