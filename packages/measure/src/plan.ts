import {
  failed,
  formatPath,
  ok,
  suggestName,
  validate,
  type Issue,
  type Model,
  type Query,
  type Result,
  type Table,
  type Context,
} from "@ie/contracts";
import type { Registries } from "./registries.ts";
import { refuters } from "./verify/refuters.ts";

/** A plug-in by its key in the map, with its options as configurations write them (snake_case). */
export interface Choice {
  readonly name: string;
  readonly options?: unknown;
}

/** What to measure: a source, a transform, a model. */
export interface MeasurePlan {
  readonly source: Choice;
  readonly transform?: Choice;
  readonly model: Choice;
  readonly query?: Partial<Query>;
  readonly seed?: number;
  readonly verify?: VerifyPlan;
}

/** How the answer is to be put to the test. */
export interface VerifyPlan {
  /** Names of the refuters; null for all. */
  readonly refuters: readonly string[] | null;
  /** Data sets drawn for each refuter. */
  readonly draws: number;
  /** Other models that measure the same data, or the same model with other options. */
  readonly alternatives: readonly Choice[];
}

/** A second model, found and checked. */
export interface PreparedAlternative {
  readonly name: string;
  readonly model: Model<unknown>;
  readonly options: unknown;
}

/** A plan whose names are found and whose options are checked, ready to run. */
export interface PreparedPlan {
  readonly plan: MeasurePlan;
  readonly query: Query;
  readonly seed: number;
  /** True where the source invents its rows. */
  readonly mock: boolean;
  load(query: Query, context: Context): Promise<Table>;
  transform(table: Table): Table;
  readonly model: Model<unknown>;
  readonly modelName: string;
  readonly modelOptions: unknown;
  readonly alternatives: readonly PreparedAlternative[];
}

interface Found<P> {
  readonly plugin: P;
  readonly options: unknown;
}

type Kind = "source" | "transform" | "model" | "alternative";

function find<P extends { readonly options: Model<unknown>["options"] }>(
  kind: Kind,
  choice: Choice,
  map: Readonly<Record<string, P>>,
  issues: Issue[],
  path: readonly (string | number)[] = [kind],
): Found<P> | null {
  const plugin = Object.hasOwn(map, choice.name) ? map[choice.name] : undefined;
  if (plugin === undefined) {
    issues.push({
      path: [...path, "name"],
      message: `unknown ${kind} "${choice.name}"; ${suggestName(choice.name, Object.keys(map))}`,
    });
    return null;
  }
  const result = validate(plugin.options, choice.options ?? {});
  if (result.ok) return { plugin, options: result.value };
  for (const issue of result.issues) {
    const at = formatPath(issue.path);
    issues.push({
      path: [...path, "options", ...issue.path],
      message: `${choice.name}: ${at === "" ? "" : `${at}: `}${issue.message}`,
    });
  }
  return null;
}

/** Looks every name up and checks every option once; all faults together, with paths into the plan. */
export function preparePlan(plan: MeasurePlan, registries: Registries): Result<PreparedPlan> {
  const issues: Issue[] = [];
  const source = find("source", plan.source, registries.sources, issues);
  const transform = find("transform", plan.transform ?? { name: "passthrough" }, registries.transforms, issues);
  const model = find("model", plan.model, registries.models, issues);
  const alternatives = (plan.verify?.alternatives ?? []).flatMap((choice, i): PreparedAlternative[] => {
    const found = find("alternative", choice, registries.models, issues, ["verify", "alternatives", i]);
    return found === null ? [] : [{ name: choice.name, model: found.plugin, options: found.options }];
  });
  const known = Object.keys(registries.refuters ?? refuters);
  for (const [i, name] of (plan.verify?.refuters ?? []).entries()) {
    if (known.includes(name)) continue;
    issues.push({
      path: ["verify", "refuters", i],
      message: `unknown refuter "${name}"; ${suggestName(name, known)}`,
    });
  }
  if (source === null || transform === null || model === null || issues.length > 0) return failed(issues);
  return ok({
    plan,
    query: { from: null, to: null, sampleSize: null, ...plan.query },
    seed: plan.seed ?? 0,
    mock: source.plugin.mock ?? false,
    load: (query, context) => source.plugin.load(source.options, query, context),
    transform: (table) => transform.plugin.apply(table, transform.options),
    model: model.plugin,
    modelName: plan.model.name,
    modelOptions: model.options,
    alternatives,
  });
}
