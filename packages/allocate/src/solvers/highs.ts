import type { LinearProgram, LinearSolution, SolveOptions, Solver } from "@ie/contracts";
import type { Highs, ModelData, RunResult } from "highs";

/** Gaps of 0 ask for a proof; without a time limit of the caller's, a solve that this one stops is a failure. */
const settings = {
  output_flag: false,
  mip_rel_gap: 0,
  mip_abs_gap: 0,
  mip_feasibility_tolerance: 1e-9,
  primal_feasibility_tolerance: 1e-9,
  dual_feasibility_tolerance: 1e-9,
  time_limit: 120,
};

/** `primal_solution_status` of a point that keeps the constraints. */
const feasiblePoint = 2;

let loaded: Promise<Highs> | null = null;

/** The WASM module (3.5 MB), fetched with the first program to solve; a failed load is tried again. */
function load(): Promise<Highs> {
  loaded ??= import("highs")
    // The package's typings are of its CommonJS build; as a module, its default export is the loader itself.
    .then(({ default: loader }) => (loader as unknown as typeof loader.default)())
    .catch((error: unknown) => {
      loaded = null;
      throw error;
    });
  return loaded;
}

function toModel(highs: Highs, program: LinearProgram): ModelData {
  const { direction, objective, constraints, lower, upper, integer } = program;
  const numCols = objective.length;
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const { coefficients, columns } of constraints) {
    for (let k = 0; k < coefficients.length; k++) {
      if (coefficients[k] === 0) continue;
      indices.push(columns === undefined ? k : columns[k]!);
      values.push(coefficients[k]!);
    }
    starts.push(indices.length);
  }
  const { objectiveSense, variableType } = highs.constants;
  return {
    numCols,
    numRows: constraints.length,
    sense: direction === "maximise" ? objectiveSense.maximize : objectiveSense.minimize,
    colCost: objective,
    colLower: lower,
    colUpper: upper.map((bound) => Math.min(bound, highs.infinity)),
    rowLower: constraints.map((row) => row.lower ?? -highs.infinity),
    rowUpper: constraints.map((row) => row.upper ?? highs.infinity),
    matrix: { format: "csr", numRows: constraints.length, numCols, starts, indices, values },
    integrality: integer.map((whole) => (whole ? variableType.integer : variableType.continuous)),
  };
}

/** HiGHS looks at the signal before it starts: while it runs, no other code of the thread does. */
function solveIn(runtime: Highs, program: LinearProgram, options: SolveOptions): LinearSolution {
  const { timeLimit, absoluteGap = 0, relativeGap = 0, signal, start } = options;
  const none = { values: new Float64Array(), bound: null };
  if (signal?.aborted === true) return { status: "failed", ...none };
  return runtime.withModel((model): LinearSolution => {
    model.options.set({
      ...settings,
      mip_abs_gap: absoluteGap,
      mip_rel_gap: relativeGap,
      ...(timeLimit === undefined ? {} : { time_limit: timeLimit }),
    });
    model.passModel(toModel(runtime, program));
    if (start !== undefined) model.setSolution({ colValue: start });
    const { modelStatus }: RunResult = model.run();
    const { optimal, infeasible, timeLimit: stopped } = runtime.constants.modelStatus;
    const whole = program.integer.includes(true);
    const proved = (): number | null => {
      const bound = whole ? Number(model.info.get("mip_dual_bound")) : model.getObjectiveValue();
      return Math.abs(bound) < runtime.infinity ? bound : null;
    };
    if (modelStatus === optimal) {
      return { status: "optimal", values: model.getSolution().colValue, bound: proved() };
    }
    if (modelStatus === infeasible) return { status: "infeasible", ...none };
    const found = whole && Number(model.info.get("primal_solution_status")) === feasiblePoint;
    if (modelStatus !== stopped || timeLimit === undefined || !found) return { status: "failed", ...none };
    return { status: "feasible", values: model.getSolution().colValue, bound: proved() };
  });
}

/**
 * HiGHS in WebAssembly (Huangfu & Hall 2018): any mixed-integer linear program, gap 0 unless asked otherwise. About 0.1 s to load. The
 * time to prove an optimum depends on the instance: 1,000 candidates took 10 s, 300 strongly correlated ones more than two minutes.
 * Coefficients should be near 1: the tolerances are 1e-9, absolute.
 */
export const highs: Solver = {
  name: "highs",
  solve: async (program, options = {}) => solveIn(await load(), program, options),
};
