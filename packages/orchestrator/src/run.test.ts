import { ImpactError, runResult, userMap, type RunResult } from "@ie/contracts";
import { deepFreeze } from "@ie/contracts/testing";
import { describe, expect, test } from "vitest";
import { mockPlan, type PlanParts } from "../test/plans.ts";
import type { RunEvent } from "./events.ts";
import { mockContext, mockStages } from "./mocks.ts";
import { run, type RunOptions } from "./run.ts";
import type { Stages } from "./stages.ts";

type Mocks = Stages<unknown>;

async function runMocks(
  parts: PlanParts = {},
  stages: Partial<Mocks> = {},
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const plan = deepFreeze(await mockPlan(parts));
  return run(plan, { ...mockStages, ...stages }, { context: mockContext(plan.seed), ...options });
}

/** A measuring stage that fails for some, as `fail` says. */
function failing(fail: (id: string, phase: string) => Error | null): Mocks["measure"] {
  return async (request, context) => {
    const error = fail(request.initiativeId, request.phase);
    if (error !== null) throw error;
    return mockStages.measure(request, context);
  };
}

const singular = new ImpactError({ code: "fit/singular", who: "ols", what: "columns are collinear" });

const selectsStranger: Mocks["allocate"] = async (request, context) => ({
  ...(await mockStages.allocate(request, context)),
  selected: ["x"],
  predictedReturns: userMap([["x", 1]]),
  budgetAllocated: userMap([["x", 1]]),
});

/** Stages that heed the signal. */
const heeding: Pick<Mocks, "measure" | "allocate"> = {
  measure: async (request, context) => {
    context.signal.throwIfAborted();
    return mockStages.measure(request, context);
  },
  allocate: async (request, context) => {
    context.signal.throwIfAborted();
    return mockStages.allocate(request, context);
  },
};

/** Aborts at the first event that `when` picks. */
function abortAt(when: (event: RunEvent) => boolean): Pick<RunOptions, "context" | "onEvent"> {
  const controller = new AbortController();
  const onEvent = (event: RunEvent): void => {
    if (when(event)) controller.abort(new Error("asked to stop"));
  };
  return { context: { ...mockContext(), signal: controller.signal }, onEvent };
}

describe("the loop on mocks", () => {
  test("is deterministic", async () => {
    const first = await runMocks();
    expect(first.outcomeReports).toHaveLength(3);
    expect(runResult.format(await runMocks())).toEqual(runResult.format(first));
    expect((await runMocks({ seed: 1 })).pilotResults).not.toEqual(first.pilotResults);
  });

  test("keeps the contracts' invariants", async () => {
    const result = await runMocks({ costs: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`i${i}`, 3000])) });
    const read = runResult.parse(structuredClone(runResult.format(result)));
    expect(read).toEqual({ ok: true, value: result });
    expect(result.outcomeReports.length).toBeGreaterThan(0);
    expect(result.provenance).toMatchObject({ seed: 0, mock: true });
    expect(result.provenance.configHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("with a budget too small for any initiative measures nothing at scale", async () => {
    const result = await runMocks({ budget: 1 });
    expect(result.allocateResult.selected).toEqual([]);
    expect(result.allocateResult.explanation.excluded).toHaveLength(3);
    expect([result.scaleResults, result.outcomeReports, result.failures]).toEqual([[], [], []]);
  });

  test("with a single initiative", async () => {
    const result = await runMocks({ costs: { "only-one": 5000 } });
    expect(result.pilotResults).toHaveLength(1);
    expect(result.outcomeReports.map(({ initiativeId }) => initiativeId)).toEqual(["only-one"]);
  });

  test("gives the scale run the plan's sample, unless the initiative has its own", async () => {
    const plan = await mockPlan({ costs: { a: 1, b: 1 } });
    const [a, b] = plan.initiatives;
    if (a === undefined || b === undefined) throw new Error("unreachable");
    const own = [a, { ...b, sampleSize: { pilot: 60, scale: 900 } }];
    const result = await run({ ...plan, initiatives: own }, mockStages, { context: mockContext() });
    expect(result.scaleResults.map(({ sampleSize }) => sampleSize)).toEqual([5000, 900]);
    expect(result.pilotResults[1]?.sampleSize).toBe(60);
  });
});

describe("failures", () => {
  test("of one initiative leave the others alone", async () => {
    const all = await runMocks();
    const measure = failing((id, phase) =>
      (id === "init-001" && phase === "pilot") || (id === "init-003" && phase === "scale") ? singular : null,
    );
    const result = await runMocks({}, { measure });
    expect(result.failures).toEqual([
      { initiativeId: "init-001", stage: "measure_pilot", code: "fit/singular", message: "ols: columns are collinear" },
      { initiativeId: "init-003", stage: "measure_scale", code: "fit/singular", message: "ols: columns are collinear" },
    ]);
    expect(result.outcomeReports).toEqual([all.outcomeReports[1]]);
    expect(runResult.parse(runResult.format(result)).ok).toBe(true);
  });

  test("of all pilots leave an empty allocation", async () => {
    const result = await runMocks({}, { measure: failing(() => singular) });
    expect(result.failures).toHaveLength(3);
    expect(result.allocateResult.selected).toEqual([]);
  });

  test("of the evaluation, of documents out of bounds and of answers to another question", async () => {
    const result = await runMocks(
      { costs: { a: 1, b: 1, c: 1, d: 1, e: 1 } },
      {
        measure: async (request, context) => {
          const answer = await mockStages.measure(request, context);
          if (request.initiativeId === "a") return { ...answer, sampleSize: 12 };
          return request.initiativeId === "b" ? { ...answer, initiativeId: "c" } : answer;
        },
        evaluate: async (request, context) => {
          const answer = await mockStages.evaluate(request, context);
          if (answer.initiativeId === "c") throw singular;
          return answer.initiativeId === "d" ? { ...answer, cost: 5 } : answer;
        },
      },
    );
    expect(result.failures.map(({ initiativeId, stage, code }) => `${initiativeId} ${stage} ${code}`)).toEqual([
      "a measure_pilot document/invalid",
      "b measure_pilot document/invalid",
      "c evaluate fit/singular",
      "d evaluate document/invalid",
    ]);
    expect(result.failures[1]?.message).toBe('measure: answers with initiativeId "c"; it was asked with "b"');
    expect(result.outcomeReports.map(({ initiativeId }) => initiativeId)).toEqual(["e"]);
  });

  test("of a scale run smaller than the pilot are told in the report", async () => {
    const result = await runMocks({ costs: { "init-001": 1 }, scaleSampleSize: 30 });
    expect(result.failures).toEqual([
      {
        initiativeId: "init-001",
        stage: "report",
        code: "data/too-few-rows",
        message: expect.stringMatching(
          /^report: the scale run of "init-001" has 30 units, fewer than the pilot's \d+; raise scale_sample_size/,
        ),
      },
    ]);
    expect(result.outcomeReports).toEqual([]);
  });

  test("of the allocation end the run", async () => {
    const infeasible = new ImpactError({ code: "solve/infeasible", who: "minimax_regret", what: "no portfolio" });
    const allocate = (): Promise<never> => Promise.reject(infeasible);
    await expect(runMocks({}, { allocate })).rejects.toBe(infeasible);
    await expect(runMocks({}, { allocate: selectsStranger })).rejects.toThrow(
      'allocate: selects "x"; the candidates are init-001, init-002, init-003',
    );
  });

  test("that are bugs are thrown on, after the others have settled", async () => {
    const bug = new TypeError("undefined is not a function");
    const finished: string[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "initiative-finished") finished.push(event.initiativeId);
    };
    const measure = failing((id) => (id === "init-001" ? bug : null));
    await expect(runMocks({}, { measure }, { onEvent })).rejects.toBe(bug);
    expect(finished).toEqual(["init-002", "init-003"]);
  });
});

describe("events", () => {
  test("tell the stages in order and each initiative's end", async () => {
    const events: RunEvent[] = [];
    const measure = failing((id) => (id === "init-002" ? singular : null));
    await runMocks({ maxWorkers: 1 }, { measure }, { onEvent: (event) => events.push(event) });
    const told = events.map((event) => {
      if (event.kind === "stage-started") return `[${event.index}/${event.total}] ${event.title}: ${event.count}`;
      return event.kind === "stage-finished"
        ? `done ${event.initiativeIds.join(" ")}`
        : `${event.kind} ${event.initiativeId}`;
    });
    expect(told.slice(0, 8)).toEqual([
      "[1/5] MEASURE (pilot): 3",
      "initiative-started init-001",
      "initiative-finished init-001",
      "initiative-started init-002",
      "initiative-failed init-002",
      "initiative-started init-003",
      "initiative-finished init-003",
      "done init-001 init-003",
    ]);
    expect(told.filter((line) => line.startsWith("["))).toEqual([
      "[1/5] MEASURE (pilot): 3",
      "[2/5] EVALUATE: 2",
      "[3/5] ALLOCATE: 2",
      "[4/5] MEASURE (scale): 2",
      "[5/5] REPORT: 2",
    ]);
  });
});

describe("interruption", () => {
  test("stops between initiatives", async () => {
    const started: string[] = [];
    const { context, onEvent } = abortAt((event) => event.kind === "initiative-finished");
    const stopped = runMocks(
      { maxWorkers: 1 },
      {},
      {
        context,
        onEvent: (event) => {
          if (event.kind === "initiative-started") started.push(event.initiativeId);
          onEvent?.(event);
        },
      },
    );
    await expect(stopped).rejects.toMatchObject({
      code: "run/interrupted",
      message: "run: interrupted in measure_pilot after 1 of 3 initiatives; there is no result; run again",
      facts: { stage: "measure_pilot", finished: ["init-001"] },
    });
    expect(started).toEqual(["init-001"]);
  });

  test("between stages, too", async () => {
    const options = abortAt((event) => event.kind === "stage-finished" && event.stage === "evaluate");
    await expect(runMocks({}, {}, options)).rejects.toThrow("run: interrupted before allocate; there is no result");
  });

  test("is no failure of the initiative whose stage saw the signal", async () => {
    const options = abortAt((event) => event.kind === "initiative-started");
    await expect(runMocks({}, heeding, options)).rejects.toMatchObject({ code: "run/interrupted" });
    const inAllocate = abortAt((event) => event.kind === "stage-started" && event.stage === "allocate");
    await expect(runMocks({}, heeding, inAllocate)).rejects.toThrow("run: interrupted in allocate");
  });

  test("after the last measurement comes too late", async () => {
    const options = abortAt((event) => event.kind === "stage-finished" && event.stage === "measure_scale");
    expect((await runMocks({}, {}, options)).outcomeReports).toHaveLength(3);
  });
});

describe("shrinkage", () => {
  const halved: NonNullable<Mocks["shrink"]> = async ({ evaluations }) =>
    evaluations.map((evaluated) => {
      const { best, med, worst } = evaluated.returns;
      return {
        ...evaluated,
        returns: { best: best / 2, med: med / 2, worst: worst / 2 },
        rawReturns: evaluated.returns,
      };
    });

  test("the allocation sees shrunk returns, and the outcome names both", async () => {
    const plain = await runMocks({ budget: 20_000 });
    const shrunk = await runMocks({ budget: 20_000, shrinkage: true }, { shrink: halved });
    shrunk.evaluateResults.forEach(({ returns, rawReturns }, i) => {
      expect(rawReturns).toEqual(plain.evaluateResults[i]!.returns);
      expect(returns.med).toBe(rawReturns!.med / 2);
    });
    expect(shrunk.outcomeReports.length).toBeGreaterThan(0);
    for (const { initiativeId, predictedReturn, rawPredictedReturn } of shrunk.outcomeReports) {
      expect(shrunk.allocateResult.predictedReturns[initiativeId]).toBe(predictedReturn);
      expect(rawPredictedReturn).toBe(2 * predictedReturn);
    }
    expect(plain.outcomeReports.every((report) => report.rawPredictedReturn === undefined)).toBe(true);
  });

  test("without a stage for it, or with answers on others, the run ends", async () => {
    await expect(runMocks({ shrinkage: true })).rejects.toThrow(
      "run: the plan asks for shrinkage, and the stages have no shrink",
    );
    const fewer: Mocks["shrink"] = async ({ evaluations }) => evaluations.slice(1);
    await expect(runMocks({ shrinkage: true }, { shrink: fewer })).rejects.toThrow("shrink: answers with length");
  });
});
