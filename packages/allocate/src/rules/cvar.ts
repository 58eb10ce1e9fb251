import { ImpactError, type AllocationRule } from "@ie/contracts";
import * as z from "zod";
import { drawReturns } from "../draws/draw-returns.ts";
import { portfolioShape, type PortfolioOptions } from "../options/portfolio-options.ts";
import { returnRounding, total, type Problem, type Shares } from "../portfolio/problem.ts";
import { arithmetic } from "../portfolio/solve-verified.ts";
import type { Row, Stage } from "../portfolio/stage.ts";
import { askStage, conclude, starts } from "./ask-stage.ts";
import { defineRule } from "./define-rule.ts";
import { effectiveReturns } from "./effective-returns.ts";

export interface CvarOptions extends PortfolioOptions {
  /** Share of the draws, the worst ones, whose mean return counts. */
  readonly tail: number;
  readonly draws: number;
  /** Of the normals behind any two candidates' returns; 0: independent. */
  readonly correlation: number;
}

/** Numbers that the table of draws may hold, 320 MB. */
const mostNumbers = 4e7;
/** Lines added before the answer is given with the gap that remains. */
const mostLines = 200;

/** Mean return over the worst `tail` of the draws, and the line of the portfolio's plane that has it. */
function tailOf(draws: readonly Float64Array[], tail: number, shares: Shares): { cvar: number; values: Float64Array } {
  const returns = Float64Array.from(draws, (values) => total(values, shares));
  const order = Array.from(returns, (_, d) => d).sort((a, b) => returns[a]! - returns[b]! || a - b);
  const values = new Float64Array(shares.length);
  const size = tail * draws.length;
  let cvar = 0;
  let left = size;
  for (const d of order) {
    const weight = Math.min(1, left) / size;
    if (weight <= 0) break;
    left -= 1;
    cvar += weight * returns[d]!;
    const row = draws[d]!;
    for (let i = 0; i < values.length; i++) values[i]! += weight * row[i]!;
  }
  return { cvar, values };
}

function scaledFor(problem: Problem, rows: readonly Row[]): Problem {
  let largestReturn = problem.largestReturn;
  for (const { values } of rows) for (const value of values) largestReturn = Math.max(largestReturn, Math.abs(value));
  return { ...problem, largestReturn };
}

/**
 * The portfolio of the largest conditional value at risk: the mean return over the worst `tail` of joint draws (Rockafellar & Uryasev
 * 2000, with returns for losses). Their program has a row for each draw; here the rows are made as they are needed, each the mean
 * over the worst draws of a portfolio met, above which no portfolio's value lies (Künzi-Bay & Mayer 2006). It ends when the best
 * portfolio under the lines reaches them, which is the proof; else the last bound stands beside the best portfolio.
 */
export const cvar: AllocationRule<CvarOptions> = defineRule({
  name: "cvar",
  shape: {
    ...portfolioShape,
    tail: z.number().gt(0).max(1).default(0.1),
    draws: z.int().min(10).max(100_000).default(500),
    correlation: z.number().min(0).max(1).default(0),
  },
  objective: "the mean return of the worst draws",
  loss: false,
  costly: true,
  decide: async (model, { tail, draws: count, correlation, seed, level, confidencePenalty }, ask) => {
    const { candidates, problem } = model;
    if (count * candidates.length > mostNumbers) {
      throw new ImpactError({
        code: "config/invalid",
        who: "cvar",
        what: `${count} draws of ${candidates.length} candidates are more than fit into memory`,
        hint: `give draws of at most ${Math.floor(mostNumbers / candidates.length)}`,
      });
    }
    const effective = confidencePenalty
      ? candidates.map((candidate) => ({ ...candidate, returns: effectiveReturns(candidate) }))
      : candidates;
    const draws = drawReturns(effective, { draws: count, seed, level, correlation });
    const valueOf = (shares: Shares): number => tailOf(draws, tail, shares).cvar;

    const known: Shares[] = [...starts(model, ask.known)];
    const rows: Row[] = [];
    const line = (shares: Shares): Row => ({ name: "tail", values: tailOf(draws, tail, shares).values, goal: 0 });
    const addLine = (shares: Shares): void => {
      rows.push(line(shares));
    };
    for (const shares of known.slice(0, 5)) addLine(shares);
    if (rows.length === 0) addLine(new Float64Array(candidates.length).fill(1));
    let bound = Infinity;
    for (;;) {
      const within = scaledFor(problem, rows);
      const stage: Stage = { name: "largest value at risk", problem: within, rows: [...rows] };
      const solved = await askStage(model, stage, ask, known);
      bound = Math.min(bound, solved.bound);
      known.push(solved.shares);
      const best = known.reduce((a, b) => (valueOf(b) > valueOf(a) ? b : a));
      const merit = valueOf(best);
      const reached = bound - merit <= arithmetic(within) + (ask.limits.relativeGap ?? 0) * Math.abs(merit);
      if (!reached && rows.length < mostLines && solved.optimal) {
        addLine(solved.shares);
        continue;
      }
      const settled = await conclude(model, stage, { ...solved, shares: best, merit }, ask, null);
      const equal = valueOf(settled.shares) >= merit - returnRounding(within);
      const shares = equal ? settled.shares : best;
      const proof = { merit: valueOf(shares), bound: Math.max(bound, merit), optimal: reached };
      return { ...settled, shares, ...proof, valueOf, line };
    }
  },
});
