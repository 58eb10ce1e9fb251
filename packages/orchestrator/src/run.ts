import {
  ImpactError,
  type AllocateResult,
  type Context,
  type EvaluateResult,
  type Executor,
  type MeasureResult,
  type RunResult,
} from "@ie/contracts";
import { checkAllocated, checkEvaluated, checkMeasured, checkShrunk } from "./check-answer.ts";
import type { OnEvent } from "./events.ts";
import { fanOut, finishStage, requireRunning, startStage, type Floor } from "./fan-out.ts";
import { interrupted, isInterruption } from "./interrupted.ts";
import { localExecutor } from "./local-executor.ts";
import { outcomeReports } from "./outcome-reports.ts";
import type { Initiative, RunPlan } from "./plan/run-plan.ts";
import type { AllocateRequest, EvaluateRequest, MeasureRequest, Phase, Stages } from "./stages.ts";

export interface RunOptions {
  /** `rng` is made from the plan's seed; each initiative and phase gets a stream of its own. */
  readonly context: Context;
  /** {@link localExecutor} unless given. */
  readonly executor?: Executor;
  /** Told of progress; what it throws ends the run. */
  readonly onEvent?: OnEvent;
}

/** Nothing depends on the order of initiatives: a stream is known by its names alone. */
function streamOf(context: Context, ...names: readonly string[]): Context {
  const rng = names.reduce((parent, name) => parent.stream(name), context.rng);
  return { rng, log: context.log, signal: context.signal };
}

async function allocateOnce<M>(
  floor: Floor,
  stages: Stages<M>,
  request: AllocateRequest,
  context: Context,
): Promise<AllocateResult> {
  requireRunning(floor, "allocate");
  startStage(floor, "allocate", request.candidates.length);
  try {
    const answer = checkAllocated(request, await stages.allocate(request, streamOf(context, "allocate")));
    finishStage(floor, "allocate", answer.selected);
    return answer;
  } catch (error) {
    if (isInterruption(error, floor.signal)) throw interrupted("in allocate", error, { stage: "allocate" });
    throw error;
  }
}

/** The evaluations as the allocation sees them. */
async function shrinkOnce<M>(
  plan: RunPlan<M>,
  stages: Stages<M>,
  evaluations: readonly EvaluateResult[],
  pilots: readonly MeasureResult[],
  context: Context,
): Promise<readonly EvaluateResult[]> {
  if (!plan.shrinkage || evaluations.length === 0) return evaluations;
  if (stages.shrink === undefined) {
    throw new ImpactError({
      code: "config/invalid",
      who: "run",
      what: "the plan asks for shrinkage, and the stages have no shrink",
      hint: "give stages.shrink, or leave shrinkage out of the plan",
    });
  }
  const levels = new Set(pilots.map(({ estimate }) => estimate.interval.level));
  const [level] = levels;
  if (levels.size !== 1 || level === undefined) {
    throw new ImpactError({
      code: "config/invalid",
      who: "shrinkage",
      what: `the pilots have intervals of levels ${[...levels].join(", ")}`,
      hint: "give all measure configurations the same level",
    });
  }
  const request = { evaluations, level };
  return checkShrunk(request, await stages.shrink(request, streamOf(context, "shrink")));
}

/**
 * Runs the loop: measures all pilots, evaluates them, allocates the budget once, measures the selected initiatives again at
 * scale, and reports predicted against actual. An initiative without an answer becomes a failure while the others run on.
 * Throws `run/interrupted` after an abort, an ImpactError of `allocate`, and any bug once the others have settled.
 * The same plan, stages and seed give the same result in any order and at any concurrency.
 */
export async function run<M>(plan: RunPlan<M>, stages: Stages<M>, options: RunOptions): Promise<RunResult> {
  const { context, executor = localExecutor, onEvent = () => {} } = options;
  const floor: Floor = { executor, maxConcurrency: plan.maxWorkers, signal: context.signal, onEvent };
  const { currency } = plan;

  const measureIn =
    (phase: Phase) =>
    async ({ initiativeId, measure, sampleSize }: Initiative<M>): Promise<MeasureResult> => {
      const shared = phase === "scale" ? plan.scaleSampleSize : null;
      const request: MeasureRequest<M> = {
        initiativeId,
        phase,
        config: measure === null ? null : measure[phase],
        sampleSize: sampleSize[phase] ?? shared,
      };
      return checkMeasured(request, await stages.measure(request, streamOf(context, initiativeId, phase)));
    };

  const pilots = await fanOut(floor, "measure_pilot", plan.initiatives, measureIn("pilot"));

  const measured = plan.initiatives.flatMap((initiative) => {
    const result = pilots.answers.get(initiative.initiativeId);
    return result === undefined ? [] : [{ ...initiative, result }];
  });
  const evaluations = await fanOut(floor, "evaluate", measured, async (item) => {
    const { initiativeId, result, costToScale: cost, returnMultiplier } = item;
    const request: EvaluateRequest = { result, cost, returnMultiplier, currency, ...plan.evaluate };
    return checkEvaluated(request, await stages.evaluate(request, streamOf(context, initiativeId, "evaluate")));
  });

  const evaluateResults = await shrinkOnce(
    plan,
    stages,
    [...evaluations.answers.values()],
    measured.map(({ result }) => result),
    context,
  );
  const request: AllocateRequest = { candidates: evaluateResults, budget: plan.budget, currency, ...plan.allocate };
  const allocateResult = await allocateOnce(floor, stages, request, context);

  const chosen = new Set(allocateResult.selected);
  const selected = plan.initiatives.filter((initiative) => chosen.has(initiative.initiativeId));
  const scales = await fanOut(floor, "measure_scale", selected, measureIn("scale"));

  const pilotResults = [...pilots.answers.values()];
  const scaleResults = [...scales.answers.values()];
  startStage(floor, "report", scaleResults.length);
  const outcome = outcomeReports({ pilotResults, evaluateResults, allocateResult, scaleResults });
  for (const failure of outcome.failures) onEvent({ kind: "initiative-failed", ...failure });
  finishStage(
    floor,
    "report",
    outcome.reports.map(({ initiativeId }) => initiativeId),
  );
  return {
    pilotResults,
    evaluateResults,
    allocateResult,
    scaleResults,
    outcomeReports: outcome.reports,
    failures: [...pilots.failures, ...evaluations.failures, ...scales.failures, ...outcome.failures],
    provenance: {
      seed: plan.seed,
      configHash: plan.configHash,
      mock: plan.mock || [...pilotResults, ...scaleResults].some(({ provenance }) => provenance?.mock === true),
    },
  };
}
