import { isImpactError, type Context, type ImpactError, type Table } from "@ie/contracts";
import type { PreparedPlan } from "../plan.ts";
import { checkData, type ContractOptions } from "./check-data.ts";
import { maskError } from "./personal/mask-error.ts";
import { finding, type DataFinding } from "./finding.ts";

/** What was found in the rows of one plan. */
export interface DataReport {
  readonly findings: readonly DataFinding[];
  /** As the model will see them; null where they could not be read or transformed. */
  readonly table: Table | null;
  /** Why they could not. */
  readonly error: ImpactError | null;
}

function placeIn({ facts }: ImpactError): Partial<DataFinding> {
  const { row, line, column, date } = facts;
  return {
    row: typeof row === "number" ? row : null,
    line: typeof line === "number" ? line : null,
    column: typeof column === "string" ? column : null,
    date: typeof date === "string" ? date : null,
  };
}

function refusal(error: ImpactError): DataFinding {
  const fix = error.hint ?? "see the message";
  const message = error.hint === null ? error.message : error.message.slice(0, -(error.hint.length + 2));
  return finding({ severity: "error", code: error.code, message, fix, ...placeIn(error) });
}

/**
 * Loads a plan's rows as `measure` would, transforms them, and runs the data contract on both. What the source or the transform refuses is a
 * finding too; other errors are thrown on.
 */
export async function checkPlan(
  plan: PreparedPlan,
  sampleSize: number | null,
  context: Context,
  options: ContractOptions = {},
): Promise<DataReport> {
  const query = { ...plan.query, sampleSize: sampleSize ?? plan.query.sampleSize };
  let loaded: Table | null = null;
  try {
    loaded = await plan.load(query, { ...context, rng: context.rng.stream("source") });
    context.signal.throwIfAborted();
    const transformed = plan.transform(loaded);
    return { findings: checkData(plan, { loaded, transformed }, options), table: transformed, error: null };
  } catch (error) {
    const shown = maskError(error); // of the transform; the source's already is
    if (!isImpactError(shown) || context.signal.aborted) throw error;
    const others = loaded === null ? [] : checkData(null, { loaded, transformed: loaded }, options);
    return { findings: [refusal(shown), ...others], table: null, error: shown };
  }
}
