import type { Candidate, LinearConstraint, LinearProgram, Returns } from "@ie/contracts";

const scenarios = ["best", "med", "worst"] as const;

function effective({ returns, confidence: c }: Candidate, scenario: keyof Returns): number {
  return c * returns[scenario] + (1 - c) * returns.worst;
}

function binaries(n: number): Pick<LinearProgram, "lower" | "upper" | "integer"> {
  return {
    lower: new Float64Array(n),
    upper: new Float64Array(n).fill(1),
    integer: Array.from({ length: n }, () => true),
  };
}

function within(
  candidates: readonly Candidate[],
  budget: number,
  minWorst: number | null,
  more: number,
): LinearConstraint[] {
  const column = (of: (item: Candidate) => number): Float64Array => {
    const values = new Float64Array(candidates.length + more);
    candidates.forEach((item, i) => (values[i] = of(item)));
    return values;
  };
  const spend = { coefficients: column(({ cost }) => cost), lower: null, upper: budget };
  const floor = { coefficients: column(({ returns }) => returns.worst), lower: minWorst, upper: null };
  return minWorst === null ? [spend] : [spend, floor];
}

/** max Σ x R_s within the budget and the least worst return, currency. */
export function returnProgram(
  candidates: readonly Candidate[],
  budget: number,
  minWorst: number | null,
  scenario: keyof Returns,
): LinearProgram {
  return {
    direction: "maximise",
    objective: Float64Array.from(candidates, (item) => effective(item, scenario)),
    constraints: within(candidates, budget, minWorst, 0),
    ...binaries(candidates.length),
  };
}

/** min θ with θ ≥ optima_s − Σ x R_s for best, med and worst; θ is the last variable. */
export function regretProgram(
  candidates: readonly Candidate[],
  budget: number,
  minWorst: number | null,
  optima: readonly number[],
): LinearProgram {
  const n = candidates.length;
  const regrets = scenarios.map((scenario, s): LinearConstraint => {
    const coefficients = new Float64Array(n + 1).fill(1);
    candidates.forEach((item, i) => (coefficients[i] = effective(item, scenario)));
    return { coefficients, lower: optima[s]!, upper: null };
  });
  const { lower, upper, integer } = binaries(n + 1);
  upper[n] = Infinity;
  return {
    direction: "minimise",
    objective: new Float64Array(n + 1).with(n, 1),
    constraints: [...within(candidates, budget, minWorst, 1), ...regrets],
    lower,
    upper,
    integer: integer.with(n, false),
  };
}
