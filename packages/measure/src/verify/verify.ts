import {
  ImpactError,
  isImpactError,
  type Alternative,
  type Context,
  type Estimate,
  type MeasureResult,
  type Model,
  type Refutation,
  type Table,
  type VerifyResult,
} from "@ie/contracts";
import { contextOf, loadTable, measureTable, type MeasureRequest } from "../measure.ts";
import type { PreparedAlternative, PreparedPlan } from "../plan.ts";
import { judge } from "./judge.ts";
import { truthBeside } from "./truth.ts";
import { compare } from "./compare.ts";
import type { Refuter, Refuters } from "./refuter.ts";
import { refuters as builtIn } from "./refuters.ts";

export interface VerifyOptions {
  /** Refuters by name; the built-in ones where not given. */
  readonly refuters?: Refuters;
  /** Data sets drawn for each refuter; default 100. */
  readonly draws?: number;
  /** Called after each fit, with the fits done and those planned. */
  readonly progress?: (done: number, planned: number) => void;
}

const usualDraws = 100;

function refutation(
  [name, refuter]: readonly [string, Refuter],
  model: Model<unknown>,
  example: { readonly table: Table; readonly options: unknown },
  estimate: MeasureResult["estimate"],
  draws: number,
  context: Context,
  step: (fits: number) => void,
): Refutation {
  const { refutable } = model;
  const rng = context.rng.stream(name);
  const changes =
    refutable === undefined
      ? { notApplicable: "the model does not say how its data can be changed" }
      : refutable.outcome(example.options) === null
        ? { notApplicable: "the table holds sums, not units" }
        : refuter.changes({ ...example, refutable }, draws, rng.stream("trial"));
  if ("notApplicable" in changes) {
    step(draws);
    return {
      refuter: name,
      expects: refuter.expects,
      status: "not_applicable",
      message: changes.notApplicable,
      draws: 0,
      answers: 0,
      falseAlarms: null,
      meanEffect: null,
      meanEffectError: null,
      refusal: null,
    };
  }
  const estimates: Estimate[] = [];
  let refusal: string | null = null;
  for (const [draw, change] of changes.examples.entries()) {
    context.signal.throwIfAborted();
    const own = rng.stream(draw);
    const changed = change(own.stream("data"));
    if (changed === null) {
      refusal ??= "no such data set could be drawn";
    } else {
      try {
        estimates.push(model.fit(changed.table, changed.options, { ...context, rng: own.stream("model") }).estimate);
      } catch (error) {
        if (!isImpactError(error)) throw error;
        refusal ??= error.message;
      }
    }
    step(1);
  }
  step(draws - changes.examples.length);
  return judge(name, refuter, estimate, {
    draws: changes.examples.length,
    estimates,
    refusal,
    expectedShift: changes.expectedShift ?? 0,
    drawsAreChance: changes.drawsAreChance ?? false,
    shareData: changes.shareData ?? false,
  });
}

async function alternative(
  { name, model, options }: PreparedAlternative,
  plan: PreparedPlan,
  table: Table,
  estimate: MeasureResult["estimate"],
  request: MeasureRequest,
  context: Context,
): Promise<Alternative> {
  try {
    const other = await measureTable(
      { ...plan, model, modelName: name, modelOptions: options },
      table,
      request,
      context,
    );
    return { model: name, result: other, ...compare(estimate, other.estimate) };
  } catch (error) {
    if (!isImpactError(error)) throw error;
    return { model: name, status: "warn", message: `no answer: ${error.message}`, result: null, difference: null };
  }
}

/**
 * Measures, holds the answer against the truth where the source knows it, then tries to refute it: the model is fitted again to data in which there is no effect or in which the effect must stay, and
 * the plan's alternatives measure the same data in another way. Equal plans, data and seeds give equal results. Throws an ImpactError where
 * the measurement itself has no answer.
 */
export async function verify(
  plan: PreparedPlan,
  request: MeasureRequest,
  options: VerifyOptions = {},
  rest: Partial<Context> = {},
): Promise<VerifyResult> {
  const draws = options.draws ?? plan.plan.verify?.draws ?? usualDraws;
  if (!Number.isSafeInteger(draws) || draws < 1) {
    throw new ImpactError({
      code: "config/invalid",
      who: "verify",
      what: `draws is ${draws}`,
      hint: "give a whole number of data sets, at least 1; 100 tell more",
      facts: { draws },
    });
  }
  const context = contextOf(plan.seed, rest);
  const table = await loadTable(plan, request, context);
  const result = await measureTable(plan, table, request, context);
  const truth = await truthBeside(plan, table, result, request, context);
  const named = plan.plan.verify?.refuters ?? null;
  const chosen = Object.entries(options.refuters ?? builtIn).filter(([name]) => named?.includes(name) ?? true);
  const planned = chosen.length * draws;
  let done = 0;
  const step = (fits: number): void => {
    done += fits;
    options.progress?.(done, planned);
  };
  const own = { ...context, rng: context.rng.stream("verify") };
  const example = { table, options: plan.modelOptions };
  const refutations = chosen.map((entry) => refutation(entry, plan.model, example, result.estimate, draws, own, step));
  const alternatives: Alternative[] = [];
  for (const each of plan.alternatives) {
    alternatives.push(await alternative(each, plan, table, result.estimate, request, context));
  }
  return { result, truth, refutations, alternatives };
}
