import { judge, type Judgement } from "./domain.ts";

/** Units at which the sample and the doubt weigh the same. */
const half = 100;

/**
 * n / (n + 100): the credibility of n observations beside a doubt worth 100 of them (Bühlmann 1967): 30 units give 0.23, 100 give
 * 0.5, 300 give 0.75, 1,000 give 0.91. The sampling error itself is the precision's domain; here n stands for how far the normal
 * approximation behind intervals can be trusted, and how little a few odd units can move the estimate.
 */
export function sampleSize(n: number): Judgement {
  return judge(n / (n + half), `${n} independent units, beside a doubt worth ${half}`);
}
