import { failed, fingerprint, ok, type Issue, type Result } from "@ie/contracts";
import { childOf, lowerKeys, parseConfig, type ConfigMap, type ConfigNode } from "@ie/contracts/config";
import { initiativeSettings, settings } from "./fields.ts";
import { readChoice, type KnownPlugIns } from "./read-choice.ts";
import type { MeasureConfigReader } from "./measure-reader.ts";
import { readMeasure, type ReadMeasure } from "./read-measure.ts";
import type { Initiative, RunPlan } from "./run-plan.ts";
import { addIssue, readFields, type Scope } from "./scope.ts";

/** Names and options that a plan is checked against before anything runs; what is left out is not checked. */
export interface KnownNames {
  readonly scorers?: KnownPlugIns;
  readonly rules?: KnownPlugIns;
}

type Settings = NonNullable<ReturnType<typeof readFields<typeof initiativeSettings>>>;

interface ReadInitiative<M> {
  readonly id: string | null;
  readonly node: ConfigNode;
  readonly fields: Settings | null;
  readonly measured: ReadMeasure<M> | null;
}

async function readInitiatives<M>(
  scope: Scope,
  root: ConfigMap,
  reader: MeasureConfigReader<M>,
): Promise<readonly ReadInitiative<M>[]> {
  const list = childOf(root, "initiatives");
  if (list?.kind !== "list" || list.items.length === 0) {
    const what = list === undefined ? "is missing" : list.kind === "list" ? "is empty" : "is not a list";
    const hint = "list at least one initiative with initiative_id and cost_to_scale";
    addIssue(scope, ["initiatives"], list?.offset ?? root.offset, `${what}; ${hint}`);
    return [];
  }
  return Promise.all(
    list.items.map(async (node, index) => {
      const path = ["initiatives", index];
      const fields = readFields(scope, node, path, initiativeSettings, ["measure", "pilot", "scale"]);
      const measured = node.kind === "map" ? await readMeasure(scope, node, path, reader) : null;
      const id = childOf(node, "initiative_id");
      return { id: id?.kind === "scalar" && typeof id.value === "string" ? id.value : null, node, fields, measured };
    }),
  );
}

function checkIds(scope: Scope, items: readonly ReadInitiative<unknown>[]): void {
  const first = new Map<string, number>();
  items.forEach(({ id, node }, index) => {
    if (id === null) return;
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else {
      const at = childOf(node, "initiative_id")?.offset ?? node.offset;
      const message = `"${id}" is the name of initiatives[${earlier}] too; give each its own`;
      addIssue(scope, ["initiatives", index, "initiative_id"], at, message);
    }
  });
}

function checkMixture(scope: Scope, items: readonly ReadInitiative<unknown>[]): void {
  const without = items.flatMap((item, index) => (item.measured?.given === false ? [{ ...item, index }] : []));
  const first = without[0];
  if (first === undefined || without.length === items.length) return;
  const names = without.map(({ id, index }) => (id === null ? `number ${index + 1}` : `"${id}"`)).join(", ");
  const message = `without a measure configuration: ${names}; give every initiative measure: or measure_config:, or none to run on mocks`;
  addIssue(scope, ["initiatives"], first.node.offset, message);
}

function toInitiative<M>(own: Settings, measured: ReadMeasure<M>): { initiative: Initiative<M>; plain: unknown } {
  const common = {
    initiativeId: own.initiative_id,
    costToScale: own.cost_to_scale,
    returnMultiplier: own.return_multiplier,
    sampleSize: measured.sampleSize,
  };
  return { initiative: { ...common, measure: measured.measure }, plain: { ...common, ...measured.plain } };
}

/** By place: the plan's own faults first, then those of the files it names. A fault that both phases share shows once. */
function inOrder(issues: readonly Issue[], file: string): readonly Issue[] {
  const placed = issues.map((issue) => {
    const { file: name = "", line = 0, column = 0 } = issue.location ?? {};
    return { issue, name, line, column, key: JSON.stringify([name, line, column, issue.message]) };
  });
  return [...new Map(placed.map((item) => [item.key, item])).values()]
    .toSorted(
      (a, b) =>
        Number(b.name === file) - Number(a.name === file) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
        a.line - b.line ||
        a.column - b.column,
    )
    .map(({ issue }) => issue);
}

/**
 * Reads a plan (YAML or JSON; the specification's and the Python original's shapes too). Every fault comes back at once,
 * each with its place in `file` or in the measure file it stands in. `measure` reads the measure configurations.
 */
export async function parsePlan<M>(
  text: string,
  file: string,
  measure: MeasureConfigReader<M>,
  known: KnownNames = {},
): Promise<Result<RunPlan<M>>> {
  const parsed = parseConfig(text, file);
  if (!parsed.ok) return parsed;
  const root = lowerKeys(parsed.value.root);
  const scope: Scope = { text: { ...parsed.value, root }, issues: [] };
  if (childOf(root, "measurement") !== undefined && childOf(root, "initiatives") === undefined) {
    const message = "is a measure configuration (data, measurement); a plan has budget and initiatives";
    addIssue(scope, [], root.offset, message);
    return failed(scope.issues);
  }
  const fields = readFields(scope, root, [], settings, ["evaluate", "allocate", "initiatives"]);
  if (root.kind !== "map") return failed(scope.issues);
  const evaluate = readChoice(scope, root, "evaluate", "scorer", known.scorers);
  const allocate = readChoice(scope, root, "allocate", "rule", known.rules);
  const items = await readInitiatives(scope, root, measure);
  checkIds(scope, items);
  checkMixture(scope, items);
  if (fields === null || scope.issues.length > 0) return failed(inOrder(scope.issues, file));

  const answers = {
    budget: fields.budget,
    currency: fields.currency,
    scaleSampleSize: fields.scale_sample_size,
    seed: fields.seed,
    shrinkage: fields.shrinkage,
    evaluate: { scorer: evaluate.name, options: evaluate.options },
    allocate: { rule: allocate.name, options: allocate.options },
  };
  const initiatives = items.flatMap(({ fields: own, measured }) =>
    own === null || measured === null ? [] : [toInitiative(own, measured)],
  );
  return ok({
    ...answers,
    maxWorkers: fields.max_workers,
    storageUrl: fields.storage_url,
    initiatives: initiatives.map(({ initiative }) => initiative),
    mock: items.every(({ measured }) => measured?.given === false),
    // Workers and store do not change an answer, so they stay out of the hash.
    configHash: await fingerprint({ ...answers, initiatives: initiatives.map(({ plain }) => plain) }),
  });
}
