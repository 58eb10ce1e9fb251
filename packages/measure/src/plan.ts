import {
  failed,
  formatPath,
  ok,
  suggestName,
  validate,
  type Issue,
  type Model,
  type PotentialTables,
  type Query,
  type Result,
  type Table,
  type Context,
} from "@ie/contracts";
import { masking } from "./contract/personal/mask-error.ts";
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
  /** Both potential outcomes of the rows of `load`; null where the source does not know them. */
  potential(query: Query, context: Context): Promise<PotentialTables | null>;
  transform(table: Table): Table;
  /** The rows loaded and transformed; by batches, hence in little memory, where source and transform can. */
  rows(query: Query, context: Context): Promise<Table>;
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
    load: (query, context) => masking(() => source.plugin.load(source.options, query, context)),
    potential: async (query, context) => (await source.plugin.potential?.(source.options, query, context)) ?? null,
    transform: (table) => transform.plugin.apply(table, transform.options),
    rows: (query, context) =>
      masking(async () => {
        const { plugin, options } = source;
        const reduction = plugin.batches === undefined ? undefined : transform.plugin.reduce?.(transform.options);
        if (plugin.batches === undefined || reduction === undefined) {
          const loaded = await plugin.load(options, query, context);
          context.signal.throwIfAborted();
          return transform.plugin.apply(loaded, transform.options);
        }
        for await (const batch of plugin.batches(options, query, context, reduction.columns)) {
          context.signal.throwIfAborted();
          reduction.add(batch);
        }
        return reduction.finish();
      }),
    model: model.plugin,
    modelName: plan.model.name,
    modelOptions: model.options,
    alternatives,
  });
}
