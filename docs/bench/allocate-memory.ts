import { solvers } from "@ie/allocate";
import { createRng } from "@ie/stats";
import { instanceOf, leastRegretProgram, optimumProgram } from "../../packages/allocate/test/instances.ts";
import { peakMemory } from "./peak-memory.ts";

/** Largest memory of a process that only makes and solves one instance of 100,000 candidates, MiB. */
const options = { relativeGap: 1e-6, timeLimit: 20 };
const instance = instanceOf("portfolio", 100_000, createRng(1).stream("portfolio 100000"));
const optima: number[] = [];
for (const scenario of [0, 1, 2]) {
  const program = optimumProgram(instance, scenario);
  const { values } = await solvers.exact.solve(program, options);
  optima.push(program.objective.reduce((sum, c, j) => sum + c * values[j]!, 0));
}
await solvers.exact.solve(leastRegretProgram(instance, optima), options);
console.log(peakMemory().toFixed(0));
