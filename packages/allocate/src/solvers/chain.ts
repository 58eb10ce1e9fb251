import type { LinearSolution, SolveOptions, Solver } from "@ie/contracts";
import { findMissed } from "./find-missed.ts";

/**
 * One solver for a rule: the first of `chain` that takes a program of its shape and whose answer no neighbour betters. `asked` is told
 * who answered, `doubted` of answers that were passed over.
 */
export function firstThatTakes(
  chain: readonly [Solver, ...Solver[]],
  signal: AbortSignal | undefined,
  asked: (name: string) => void,
  doubted: (warning: string) => void,
): Solver {
  return {
    name: chain[0].name,
    solve: async (program, options = {}) => {
      const own: SolveOptions = signal === undefined ? options : { ...options, signal };
      let answer: LinearSolution = { status: "unsupported", values: new Float64Array(), bound: null };
      for (const solver of chain) {
        answer = { solver: solver.name, ...(await solver.solve(program, own)) };
        if (answer.status === "unsupported") continue;
        const { absoluteGap = 0, relativeGap = 0 } = own;
        const proved = answer.status === "optimal" && absoluteGap === 0 && relativeGap === 0;
        const missed =
          proved && answer.values.length === program.objective.length ? findMissed(program, answer.values) : 0;
        if (missed > 0 && solver !== chain.at(-1)) {
          doubted(`${solver.name}: calls an answer optimal that a neighbour betters by ${missed} (scaled)`);
          continue;
        }
        asked(solver.name);
        break;
      }
      // Stopped before it found anything: what was known before is the best answer so far.
      const stopped = own.timeLimit !== undefined || signal?.aborted === true;
      if (answer.status === "failed" && stopped && own.start !== undefined) {
        return { ...answer, status: "feasible", values: own.start };
      }
      return answer;
    },
  };
}
