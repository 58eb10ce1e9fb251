import {
  isImpactError,
  type Context,
  type Example,
  type MeasureResult,
  type PotentialTables,
  type Refutable,
  type Table,
  type TrueEffect,
  type Truth,
  type TruthOf,
} from "@ie/contracts";
import { rowCount } from "@ie/table";
import type { MeasureRequest } from "../measure.ts";
import type { PreparedPlan } from "../plan.ts";
import { truthOfUnits } from "../truth/index.ts";

/** Of a model that says no more: the mean over the rows that its estimand is about, from the launch on where there is one. */
function meanTruth<O>(
  refutable: Refutable<O> | undefined,
  { table, options }: Example<O>,
  potential: PotentialTables,
  { model, estimate }: MeasureResult,
): TrueEffect {
  if (refutable === undefined) return { unknown: "the model does not say where its outcome lies" };
  const outcome = refutable.outcome(options);
  if (outcome === null) return { unknown: "the table holds sums, not units" };
  const [treatment] = refutable.treatment?.(options, table) ?? [];
  if (treatment === undefined) return { unknown: "no column says who is treated" };
  const [time, launch] = [refutable.time(options), refutable.launch?.(options) ?? null];
  const dates = time === null || launch === null ? undefined : table[time];
  const rows = Array.from({ length: rowCount(table) }, (_, row) => row).filter(
    (row) => dates === undefined || dates[row]! >= launch!,
  );
  const named = { dependentVariable: outcome, treatmentColumn: treatment, control: null };
  return truthOfUnits(model ?? "verify", { table, options: named }, potential, estimate.estimand, { rows });
}

async function trueEffect(
  plan: PreparedPlan,
  table: Table,
  result: MeasureResult,
  request: MeasureRequest,
  context: Context,
): Promise<TrueEffect> {
  const query = { ...plan.query, sampleSize: request.sampleSize ?? plan.query.sampleSize };
  const given = await plan.potential(query, { ...context, rng: context.rng.stream("source") });
  if (given === null) return { unknown: "the source does not know what would have happened otherwise" };
  try {
    const potential = { untreated: plan.transform(given.untreated), treated: plan.transform(given.treated) };
    const rows = [table, potential.untreated, potential.treated].map(rowCount);
    if (new Set(rows).size > 1) {
      return {
        unknown: `the transform makes ${rows.join(", ")} rows of the same rows, so that they cannot be compared`,
      };
    }
    const { model } = plan;
    const example = { table, options: plan.modelOptions };
    return model.truth?.(example, potential, result) ?? meanTruth(model.refutable, example, potential, result);
  } catch (error) {
    if (!isImpactError(error)) throw error;
    return { unknown: error.message };
  }
}

function compared(
  value: number | null,
  { value: estimate, interval, unit }: Pick<MeasureResult["estimate"], "value" | "unit"> & Pick<TruthOf, "interval">,
): TruthOf {
  const covered = value === null || interval === null ? null : interval.lower <= value && value <= interval.upper;
  return { value, unit, estimate, interval, covered, error: value === null ? null : estimate - value };
}

/** The estimate beside the truth, where the source knows both potential outcomes of its rows. */
export async function truthBeside(
  plan: PreparedPlan,
  table: Table,
  result: MeasureResult,
  request: MeasureRequest,
  context: Context,
): Promise<Truth> {
  const found = await trueEffect(plan, table, result, request, context);
  const known = "unknown" in found ? null : found;
  const effects = result.effects.flatMap((effect) => {
    const value = known?.effects?.[effect.name];
    return value === undefined ? [] : [{ name: effect.name, ...compared(value, effect) }];
  });
  return {
    ...compared(known?.value ?? null, result.estimate),
    estimand: result.estimate.estimand,
    reason: "unknown" in found ? found.unknown : null,
    effects,
  };
}
