import { solvers } from "@ie/allocate";
import type { LinearProgram, LinearSolution } from "@ie/contracts";
import { createRng } from "@ie/stats";
import {
  instanceClasses,
  instanceOf,
  leastRegretProgram,
  optimumProgram,
} from "../../packages/allocate/test/instances.ts";
import { pisinger, pisingerClasses } from "../../packages/allocate/test/pisinger.ts";
import { randomProgram } from "../../packages/allocate/test/random-program.ts";

/**
 * `node --conditions=@ie/source docs/bench/allocate-exactness.ts`: the solver `exact` against enumeration on 5,000 random programs of up
 * to 15 binaries, and against HiGHS with gap 0 up to 1,000, wherever that proves its answer within the seconds given first (20).
 */
const { exact, highs } = solvers;
const limit = Number(process.argv[2] ?? 20);

function valueOf({ objective }: LinearProgram, { values }: LinearSolution): number {
  return objective.reduce((sum, c, j) => sum + c * values[j]!, 0);
}

const rng = createRng(6).stream("exactness");
let wrong = 0;
let largest = 0;
for (let k = 0; k < 5000; k++) {
  const { program, optimum, scale } = randomProgram(() => rng.uniform());
  const answer = await exact.solve(program);
  if ((answer.status === "optimal") !== (optimum !== null)) wrong++;
  if (optimum === null || answer.status !== "optimal") continue;
  const error = Math.max(Math.abs(valueOf(program, answer) - optimum), Math.abs(answer.bound! - optimum)) / scale || 0;
  largest = Math.max(largest, error);
  if (error > 1e-9) wrong++;
}
console.log(
  `enumeration: 5000 programs, ${wrong} wrong, largest difference ${largest.toExponential(1)} of the largest amount`,
);

async function compare(name: string, program: LinearProgram, magnitude: number): Promise<LinearSolution> {
  const ours = await exact.solve(program, { timeLimit: limit });
  const theirs = await highs.solve(program, { timeLimit: limit });
  const [a, b] = [ours, theirs].map((answer) => (answer.values.length === 0 ? NaN : valueOf(program, answer)));
  const better = program.direction === "maximise" ? a! - b! : b! - a!;
  const verdict =
    theirs.status === "optimal" && ours.status === "optimal"
      ? Math.abs(better) <= 1e-6 * magnitude
        ? "equal"
        : "DIFFERENT"
      : `ours ${ours.status}, HiGHS ${theirs.status}`;
  console.log(`${name.padEnd(36)} ${verdict.padEnd(30)} ours better by ${better.toExponential(1)}`);
  return ours;
}

for (const n of [100, 300, 1000]) {
  for (const name of pisingerClasses) {
    const program = pisinger(name, n, 1000, createRng(1).stream(`${name} ${n}`));
    await compare(`knapsack ${name} ${n}`, program, 1);
  }
  for (const name of instanceClasses) {
    const instance = instanceOf(name, n, createRng(1).stream(`${name} ${n}`));
    const optima: number[] = [];
    for (const scenario of [0, 1, 2]) {
      const program = optimumProgram(instance, scenario);
      optima.push(valueOf(program, await exact.solve(program)));
    }
    await compare(`least regret ${name} ${n}`, leastRegretProgram(instance, optima), Math.max(...optima));
  }
}
