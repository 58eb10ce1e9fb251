import { allocate, frontier, toCandidate, type FrontierPoint } from "@ie/allocate";
import {
  allocateResult,
  encodeJson,
  evaluateResult,
  failed,
  ok,
  unwrap,
  type EvaluateResult,
  type Json,
  type Result,
} from "@ie/contracts";
import { parseConfig, toValue } from "@ie/contracts/config";
import { unwrapConfig } from "@ie/measure";
import type { ExitCode } from "../exit-code.ts";
import { UsageError, type Io } from "../io.ts";
import { formatAllocation, formatFrontier } from "./allocate-text.ts";
import { parseNumber } from "../parse-number.ts";
import { readJsonInput } from "../read-input.ts";
import { readTextFile } from "../read-text-file.ts";

export interface AllocateFlags {
  readonly input: string;
  readonly budget: string;
  readonly rule?: string;
  /** File of the rule's options. */
  readonly options?: string;
  readonly explain?: string;
  readonly frontier: boolean;
  readonly timeLimit?: string;
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

interface FileOptions {
  readonly rule?: unknown;
  readonly [option: string]: unknown;
}

/** The rule's options in a file: those under `allocate` of a plan, or the file itself. */
async function readOptions(path: string): Promise<FileOptions> {
  const unreadable = {
    code: "config/invalid",
    who: "options",
    hint: "give a YAML or JSON file with --options",
  } as const;
  const text = await readTextFile(path, unreadable);
  const root = toValue(unwrapConfig(parseConfig(text, path)).root);
  const object = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!object(root)) throw new UsageError(`--options: "${path}" is no map of keys and values`);
  return object(root["allocate"]) ? root["allocate"] : root;
}

const frontierSchemaVersion = "1.0";

/** Points as JSON, snake_case. */
function frontierDocument(points: readonly FrontierPoint[], rule: string, currency: string | null): Json {
  return {
    schema_version: frontierSchemaVersion,
    rule,
    currency,
    points: points.map(({ returns, optima, selected, ...point }) => ({
      ...point,
      selected_initiatives: selected === null ? null : [...selected],
      returns: { ...returns },
      scenario_optima: optima === null ? null : { ...optima },
    })),
  };
}

/** `ie allocate`: EvaluateResults to an AllocateResult. */
export async function allocateCommand(flags: AllocateFlags, io: Io): Promise<ExitCode> {
  const budget = parseNumber("--budget", flags.budget, 0);
  const { rule: named, ...own } = flags.options === undefined ? ({} as FileOptions) : await readOptions(flags.options);
  const number = (flag: string, key: string, text: string | undefined): object =>
    text === undefined ? {} : { [key]: parseNumber(flag, text) };
  const options = {
    ...own,
    ...number("--min-confidence", "min_confidence", flags.minConfidence),
    ...number("--min-worst-return", "min_portfolio_worst_return", flags.minWorstReturn),
    ...number("--time-limit", "time_limit", flags.timeLimit),
    ...(flags.explain === undefined ? {} : { explain: flags.explain }),
  };
  const rule = flags.rule ?? (typeof named === "string" ? named : "minimax_regret");
  const candidates = unwrap(readCandidates(await readJsonInput(flags.input, io)), "input").map(toCandidate);
  const currency = flags.currency ?? null;
  const given = {
    budget,
    rule,
    options,
    currency,
    signal: io.signal,
    ...(flags.solver === undefined ? {} : { solver: flags.solver }),
  };
  if (flags.frontier) {
    const points = await frontier(candidates, given);
    io.stdout(flags.json ? encodeJson(frontierDocument(points, rule, currency)) : formatFrontier(points, currency));
    return 0;
  }
  const result = await allocate(candidates, { ...given, clock: () => performance.now() / 1000 });
  io.stdout(flags.json ? encodeJson(allocateResult.format(result)) : formatAllocation(result, candidates.length));
  return 0;
}
