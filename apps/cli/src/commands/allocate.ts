import { allocate, toCandidate } from "@ie/allocate";
import {
  allocateResult,
  encodeJson,
  evaluateResult,
  failed,
  ok,
  unwrap,
  type EvaluateResult,
  type Result,
} from "@ie/contracts";
import { formatAmount } from "@ie/orchestrator";
import type { ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { parseNumber } from "../parse-number.ts";
import { readJsonInput } from "../read-input.ts";

export interface AllocateFlags {
  readonly input: string;
  readonly budget: string;
  readonly rule: string;
  readonly solver?: string;
  readonly minConfidence?: string;
  readonly minWorstReturn?: string;
  readonly currency?: string;
  readonly json: boolean;
}

/** The list in `input`: a list itself, or the evaluated initiatives of a run. `id` may stand for `initiative_id`. */
function readCandidates(input: unknown): Result<readonly EvaluateResult[]> {
  const object =
    typeof input === "object" && input !== null && !Array.isArray(input) ? (input as Record<string, unknown>) : {};
  const list = Array.isArray(input) ? (input as unknown[]) : (object["evaluate_results"] ?? object["initiatives"]);
  if (!Array.isArray(list))
    return failed([
      { path: [], message: 'it is no list of evaluated initiatives; write [{"initiative_id": …, "cost": …}, …]' },
    ]);
  const results = list.map((item: unknown) => {
    if (typeof item !== "object" || item === null) return evaluateResult.parse(item);
    const record = item as Record<string, unknown>;
    return evaluateResult.parse({ ...record, initiative_id: record["initiative_id"] ?? record["id"] });
  });
  const issues = results.flatMap((result, i) =>
    result.ok ? [] : result.issues.map(({ message, path }) => ({ path, message: `number ${i + 1}: ${message}` })),
  );
  const seen = new Map<string, number>();
  results.forEach((result, i) => {
    if (!result.ok) return;
    const earlier = seen.get(result.value.initiativeId);
    if (earlier === undefined) seen.set(result.value.initiativeId, i);
    else
      issues.push({
        path: [],
        message: `number ${i + 1}: "${result.value.initiativeId}" is the name of number ${earlier + 1} too; give each its own`,
      });
  });
  return issues.length > 0 ? failed(issues) : ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/** `ie allocate`: EvaluateResults to an AllocateResult. */
export async function allocateCommand(flags: AllocateFlags, io: Io): Promise<ExitCode> {
  const budget = parseNumber("--budget", flags.budget, 0);
  const options = {
    ...(flags.minConfidence === undefined
      ? {}
      : { min_confidence: parseNumber("--min-confidence", flags.minConfidence) }),
    ...(flags.minWorstReturn === undefined
      ? {}
      : { min_portfolio_worst_return: parseNumber("--min-worst-return", flags.minWorstReturn) }),
  };
  const candidates = unwrap(readCandidates(await readJsonInput(flags.input, io)), "input").map(toCandidate);
  const result = await allocate(candidates, {
    budget,
    rule: flags.rule,
    options,
    currency: flags.currency ?? null,
    ...(flags.solver === undefined ? {} : { solver: flags.solver }),
  });
  if (flags.json) {
    io.stdout(encodeJson(allocateResult.format(result)));
    return 0;
  }
  const money = result.currency === null ? "" : `${result.currency} `;
  const { scenarioOptima, regrets, excluded, warnings } = result.explanation;
  const scenarios =
    scenarioOptima === null || regrets === null
      ? []
      : (["best", "med", "worst"] as const).map(
          (name) =>
            `  ${name.padEnd(6)} best reachable ${money}${formatAmount(scenarioOptima[name])}, regret ${money}${formatAmount(regrets[name])}`,
        );
  io.stdout(
    [
      `selected ${result.selected.length} of ${candidates.length}: ${result.selected.join(", ") || "none"}`,
      `  spent ${money}${formatAmount(result.budget - result.unspent)} of ${formatAmount(result.budget)}, ${formatAmount(result.unspent)} left`,
      ...scenarios,
      ...excluded.map(({ initiativeId, reason }) => `  not ${initiativeId}: ${reason}`),
      ...warnings.map((warning) => `  warning: ${warning}`),
      "",
    ].join("\n"),
  );
  return 0;
}
