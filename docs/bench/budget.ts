import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { budgetFrontier, budgetStability, optimiseBudget, type ResponseCurve } from "@ie/allocate";
import { createRng } from "@ie/stats";
import { instanceOf, type Instance } from "../../packages/allocate/test/budget/instances.ts";
import { bestOfStarts } from "../../packages/allocate/test/budget/local-search.ts";
import { byName, statsmodels } from "./peers.ts";
import { cell } from "./timing.ts";

interface Row {
  readonly name: string;
  readonly ms: number;
  readonly best: number;
}

function timed<T>(action: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const result = action();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.round(share * (values.length - 1))]!;
}

function parameters(curve: ResponseCurve): readonly [kind: number, parameters: readonly unknown[]] {
  switch (curve.type) {
    case "hill":
      return [0, [curve.beta, curve.halfSaturation, curve.slope]];
    case "exponential":
      return [1, [curve.beta, curve.rate, 0]];
    case "logistic":
      return [2, [curve.beta, curve.rate, curve.midpoint]];
    default:
      throw new Error(`no peer knows ${curve.type}`);
  }
}

function toPeer({ seed, budget, channels }: Instance): object {
  const read = channels.map(({ curve }) => parameters(curve));
  return {
    seed,
    budget,
    kinds: read.map(([kind]) => kind),
    parameters: read.map(([, values]) => values),
    lo: channels.map(({ min }) => min ?? 0),
    hi: channels.map(({ max }) => max ?? budget),
  };
}

/** How often, and by how much, a search falls short of the proved optimum. */
function shortfalls(optima: readonly number[], found: readonly number[]): string {
  const short = found.map((value, i) => (optima[i]! - value) / optima[i]!);
  const beyond = (by: number): number => short.filter((value) => value > by).length;
  return `below the optimum in ${beyond(1e-6)} of ${short.length}, by over 1 % in ${beyond(0.01)}, over 5 % in ${beyond(0.05)}; worst ${(100 * Math.max(...short)).toFixed(1)} %, best ${(100 * Math.min(...short)).toExponential(1)} %`;
}

/** 10 channels × 1000 posterior draws of Hill curves. */
function posterior(): Parameters<typeof optimiseBudget>[0] {
  const rng = createRng("bench", "budget draws");
  const around = (mean: number, sd: number): Float64Array =>
    Float64Array.from({ length: 1000 }, () => mean * Math.exp(sd * rng.normal()));
  return Array.from({ length: 10 }, (_, i) => ({
    channel: `channel ${i}`,
    curve: {
      type: "hill",
      beta: around(50 * Math.exp(0.5 * rng.normal()), 0.3),
      halfSaturation: around(20 * Math.exp(0.5 * rng.normal()), 0.3),
      slope: around(1 + 2 * rng.uniform(), 0.2),
    },
    current: 20,
  }));
}

function nearlyAlike(n: number, spread: number): Parameters<typeof optimiseBudget>[0] {
  const rng = createRng("bench", "nearly alike", n, spread);
  const near = (value: number): number => value * (1 + spread * rng.normal());
  return Array.from({ length: n }, (_, i) => ({
    channel: `channel ${i}`,
    curve: { type: "hill", beta: near(10), halfSaturation: near(5), slope: near(4) },
  }));
}

/** S-shaped instances to the proved optimum, beside local searches from 20 starts, and posterior draws. */
export function benchBudget(): void {
  console.log("\nbudgets over channels, CPU milliseconds");
  const instances = Array.from({ length: 300 }, (_, seed) => instanceOf(seed));
  const plans = instances.map(({ channels, budget }) => timed(() => optimiseBudget(channels, budget)));
  const times = plans.map(([, ms]) => ms);
  const optima = plans.map(([plan]) => plan.response);
  const gap = Math.max(...plans.map(([plan]) => plan.certificate.relativeGap));
  console.log(
    `ours, 300 instances of 3–50 channels: median ${cell(at(times, 0.5), 0)}, 95 % ${cell(at(times, 0.95), 0)}, most ${cell(Math.max(...times), 0)}; largest gap ${gap.toExponential(1)}`,
  );
  const local = instances.map((instance) => timed(() => bestOfStarts(instance, 20)));
  console.log(
    `projected gradient, 20 starts: median ${cell(
      at(
        local.map(([, ms]) => ms),
        0.5,
      ),
      0,
    )}; ${shortfalls(
      optima,
      local.map(([value]) => value),
    )}`,
  );
  if (statsmodels !== null) {
    const few = instances.slice(0, 60);
    const folder = mkdtempSync(join(tmpdir(), "budget-"));
    writeFileSync(join(folder, "instances.json"), JSON.stringify(few.map(toPeer)));
    const rows = byName<Row>(statsmodels.run("budget.py", join(folder, "instances.json")));
    rmSync(folder, { recursive: true });
    const theirs = few.map(({ seed }) => rows.get(String(seed))!);
    const ms = at(
      theirs.map((row) => row.ms),
      0.5,
    );
    console.log(
      `scipy SLSQP, 20 starts, the first 60: median ${cell(ms, 0)}   ÷ ours ${(ms / at(times.slice(0, 60), 0.5)).toFixed(0)}; ${shortfalls(
        optima,
        theirs.map((row) => row.best),
      )}`,
    );
  }
  const alike = [10, 20, 30, 50].flatMap((n) =>
    [1e-6, 1e-4, 1e-2].map((spread) => timed(() => optimiseBudget(nearlyAlike(n, spread), 1.75 * n))),
  );
  console.log(
    `12 instances of 10–50 S-shaped channels alike to 1e-6 … 1e-2: median ${cell(
      at(
        alike.map(([, ms]) => ms),
        0.5,
      ),
      0,
    )}, most ${cell(Math.max(...alike.map(([, ms]) => ms)), 0)}; largest gap ${Math.max(...alike.map(([plan]) => plan.certificate.relativeGap)).toExponential(1)}`,
  );
  const channels = posterior();
  const again = (action: () => unknown): number =>
    at(
      Array.from({ length: 5 }, () => timed(action)[1]),
      0.5,
    );
  console.log(
    `10 channels × 1000 draws: plan ${cell(
      again(() => optimiseBudget(channels, 200)),
      0,
    )}`,
  );
  for (const goal of [
    { type: "mean_sd", k: 1 },
    { type: "cvar", share: 0.1 },
  ] as const)
    console.log(
      `  ${goal.type} ${cell(
        again(() => optimiseBudget(channels, 200, { goal })),
        0,
      )}`,
    );
  console.log(
    `  frontier of 21 budgets ${cell(
      again(() => budgetFrontier(channels, 200)),
      0,
    )}`,
  );
  console.log(
    `  stability and value of information ${cell(
      again(() => budgetStability(channels, 200)),
      0,
    )}`,
  );
}
