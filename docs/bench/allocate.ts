import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { solvers } from "@ie/allocate";
import type { LinearProgram, LinearSolution, SolveOptions, Solver } from "@ie/contracts";
import { createRng } from "@ie/stats";
import {
  instanceClasses,
  instanceOf,
  leastRegretProgram,
  optimumProgram,
  type InstanceClass,
} from "../../packages/allocate/test/instances.ts";
import { byName } from "./peers.ts";
import { cell } from "./timing.ts";

/** Seconds after which a solver is stopped. */
const limit = 10;

interface Run {
  /** CPU milliseconds of the whole problem: three optima, then the least regret. */
  readonly ms: number;
  readonly proved: boolean;
  readonly theta: number;
  /** Proved lower bound of θ. */
  readonly bound: number;
  readonly programs: readonly LinearProgram[];
}

function valueOf({ objective }: LinearProgram, { values }: LinearSolution): number {
  return objective.reduce((sum, c, j) => sum + c * values[j]!, 0);
}

async function run(solver: Solver, name: InstanceClass, n: number, seed: number, options: SolveOptions): Promise<Run> {
  const instance = instanceOf(name, n, createRng(seed).stream(`${name} ${n}`));
  const programs: LinearProgram[] = [];
  let ms = 0;
  let proved = true;
  let last: LinearSolution | null = null;
  const solve = async (program: LinearProgram): Promise<number> => {
    programs.push(program);
    const before = process.cpuUsage();
    last = await solver.solve(program, { timeLimit: limit, ...options });
    const { user, system } = process.cpuUsage(before);
    ms += (user + system) / 1000;
    proved &&= last.status === "optimal";
    return last.values.length === 0 ? NaN : valueOf(program, last);
  };
  const optima: number[] = [];
  for (const scenario of [0, 1, 2]) optima.push(await solve(optimumProgram(instance, scenario)));
  const theta = optima.some(Number.isNaN) ? NaN : await solve(leastRegretProgram(instance, optima));
  return { ms, proved, theta, bound: last!.bound ?? NaN, programs };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Over seeds: median time, how many were proved, and the largest gap that remained. */
async function row(
  solver: Solver,
  name: InstanceClass,
  n: number,
  seeds: number,
  options: SolveOptions = {},
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(await run(solver, name, n, seed, options));
  return runs;
}

function describe(runs: readonly Run[]): string {
  const gap = Math.max(...runs.map(({ theta, bound }) => (theta - bound) / Math.max(theta, 1e-300)));
  return `${cell(median(runs.map(({ ms }) => ms)), 8)} ${runs.filter(({ proved }) => proved).length}/${runs.length} ${gap.toExponential(1).padStart(8)}`;
}

/** CBC's median time for all programs of these runs, where PuLP is installed. */
function cbc(runs: readonly Run[]): string {
  const python = ["/usr/bin/python3", "python3"].find(
    (each) =>
      spawnSync(each, ["-c", "import pulp; assert pulp.COIN_CMD().available()"], { stdio: "ignore" }).status === 0,
  );
  if (python === undefined) return "not installed";
  const folder = mkdtempSync(join(tmpdir(), "allocate-"));
  const file = join(folder, "programs.jsonl");
  const lines = runs.flatMap(({ programs }, seed) =>
    programs.map(({ direction, objective, constraints, upper, integer }, k) =>
      JSON.stringify({
        name: `${seed} ${k}`,
        direction,
        objective: [...objective],
        upper: Array.from(upper, (bound) => (bound === Infinity ? null : bound)),
        integer,
        constraints: constraints.map((each) => ({ ...each, coefficients: [...each.coefficients] })),
      }),
    ),
  );
  writeFileSync(file, lines.join("\n"));
  const script = join(import.meta.dirname, "allocate.py");
  const output = execFileSync(python, [script, file, String(limit)], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  const answers = byName<{ name: string; ms: number; value: number | null }>(output);
  const sums = runs.map(({ programs }, seed) =>
    programs.reduce((sum, _, k) => sum + answers.get(`${seed} ${k}`)!.ms, 0),
  );
  const proved = runs.filter((_, seed) => [0, 1, 2, 3].every((k) => answers.get(`${seed} ${k}`)?.value != null)).length;
  const ours = median(runs.map(({ ms }) => ms));
  return `${cell(median(sums), 8)} ${proved}/${runs.length} ÷ ours ${(median(sums) / ours).toFixed(1)}`;
}

/**
 * Minimax regret (three optima and the least regret, with a budget and a worst return of at least 0): CPU milliseconds, how many of
 * the seeds were proved, and the largest gap left; gap 0 unless said.
 */
export async function benchAllocate(): Promise<void> {
  console.log("\nminimax regret, CPU milliseconds, proved, largest gap");
  await row(solvers.exact, "portfolio", 200, 3); // warm-up
  for (const n of [10, 100, 1000, 10_000]) {
    const all: Run[] = [];
    for (const name of instanceClasses) {
      const ours = await row(solvers.exact, name, n, n > 1000 ? 3 : 5);
      all.push(...ours);
      const parts = [`${String(n).padStart(6)} ${name.padEnd(13)} exact ${describe(ours)}`];
      const compare = async (solver: Solver, seeds: number): Promise<void> => {
        const theirs = await row(solver, name, n, seeds);
        const ratio = median(theirs.map(({ ms }) => ms)) / median(ours.slice(0, seeds).map(({ ms }) => ms));
        const agree = theirs.every(({ proved, theta }, k) => {
          const own = ours[k]!;
          return !proved || !own.proved || Math.abs(theta - own.theta) <= 1e-6 * Math.max(1, own.theta);
        });
        parts.push(`${solver.name} ${describe(theirs)} ÷ ours ${ratio.toFixed(1)}${agree ? "" : " DIFFERS"}`);
      };
      const representative =
        name === "portfolio" || name === "strongly" || name === "uncorrelated" || name === "conflicting";
      if (n <= 1000 && representative) await compare(solvers.highs, n === 1000 ? 1 : 3);
      if (n <= 10 && representative) await compare(solvers.javascript_lp_solver, 3);
      if (n <= 1000 && representative) parts.push(`CBC ${cbc(ours.slice(0, n === 1000 ? 1 : 3))}`);
      console.log(parts.join("   "));
    }
    console.log(`${String(n).padStart(6)} median over seeds and classes ${cell(median(all.map(({ ms }) => ms)), 8)}`);
  }
  const large: Run[] = [];
  for (const name of instanceClasses) {
    const ours = await row(solvers.exact, name, 100_000, 3, { relativeGap: 1e-6 });
    large.push(...ours);
    const { theta, bound } = ours[0]!;
    console.log(
      `100000 ${name.padEnd(13)} exact, gap 1e-6 ${describe(ours)}   θ ${theta.toFixed(3)}, at least ${bound.toFixed(3)}`,
    );
  }
  console.log(`100000 median over seeds and classes, gap 1e-6 ${cell(median(large.map(({ ms }) => ms)), 8)}`);
  for (const seed of [1, 2, 3]) {
    const { theta, bound, ms } = await run(solvers.exact, "conflicting", 3000, seed, {});
    console.log(
      `  3000 conflicting   θ ${theta.toFixed(3)}, at least ${bound.toFixed(3)}, gap ${((theta - bound) / theta).toExponential(1)}, ${cell(ms, 6)} ms`,
    );
  }
  const memory = join(import.meta.dirname, "allocate-memory.ts");
  const mebibytes = execFileSync(process.execPath, ["--conditions=@ie/source", memory], { encoding: "utf8" }).trim();
  console.log(`100000 portfolio, peak memory of a process of its own ${mebibytes} MiB`);
}
