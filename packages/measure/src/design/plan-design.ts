import { failed, ok, suggestName, validate, type Context, type Issue, type Result, type Schema } from "@ie/contracts";
import { childOf, locateIssues, lowerKeys, toValue, type ConfigNode, type ConfigText } from "@ie/contracts/config";
import { readMeasureConfig } from "../config/read-measure-config.ts";
import type { PreparedPlan } from "../plan.ts";
import type { Registries } from "../registries.ts";
import { designOf, type DesignReport } from "./design.ts";
import { designOptions, type DesignOptions } from "./options.ts";
import { simulateDesign, type SimulatedDesign } from "./simulate-design.ts";
import { simulateOptions, type SimulateOptions } from "./simulate-options.ts";

/** What a design configuration asks for: formulas, simulation, or both. */
export interface DesignPlan {
  readonly analytic: DesignOptions | null;
  readonly simulated: { readonly plan: PreparedPlan; readonly options: SimulateOptions } | null;
}

/** What {@link runDesign} gives: each part that was asked for. */
export interface DesignResult {
  readonly analytic: DesignReport | null;
  readonly simulated: SimulatedDesign | null;
}

const keys = ["design", "data", "measurement", "simulate", "seed"];

function block<O>(node: ConfigNode, schema: Schema<O>, config: ConfigText): Result<O> {
  const result = validate(schema, toValue(node));
  return result.ok ? result : failed(locateIssues(result.issues, config, node));
}

/** A design configuration: a block `design:`, or `data:` and `measurement:` with `simulate:`, or both. All faults at once. */
export function readDesignConfig(config: ConfigText, registries: Registries): Result<DesignPlan> {
  const root = lowerKeys(config.root);
  const issues: Issue[] = [];
  const fault = (message: string, offset: number): void => {
    issues.push({ path: [], message, location: config.locate(offset) });
  };
  if (root.kind !== "map") {
    fault("the configuration is no map; it has the key design, or data, measurement and simulate", root.offset);
    return failed(issues);
  }
  for (const { key, keyOffset } of root.entries) {
    if (!keys.includes(key)) fault(`unknown key "${key}"; ${suggestName(key, keys)}`, keyOffset);
  }
  const paper = childOf(root, "design");
  const simulate = childOf(root, "simulate");
  if (paper === undefined && simulate === undefined)
    fault('neither "design" nor "simulate"; the first plans by formula, the second by simulation', root.offset);
  const analytic = paper === undefined ? null : block(paper, designOptions, config);
  const options = simulate === undefined ? null : block(simulate, simulateOptions, config);
  const measured =
    simulate === undefined
      ? null
      : readMeasureConfig(
          { ...root, entries: root.entries.filter(({ key }) => ["data", "measurement", "seed"].includes(key)) },
          registries,
          config,
        );
  for (const result of [analytic, options, measured]) if (result?.ok === false) issues.push(...result.issues);
  if (issues.length > 0 || analytic?.ok === false || options?.ok === false || measured?.ok === false)
    return failed(issues);
  return ok({
    analytic: analytic?.value ?? null,
    simulated: options === null || measured === null ? null : { plan: measured.value.pilot, options: options.value },
  });
}

/** Carries a design out: formulas at once, the simulation on the rows that its plan loads. */
export async function runDesign({ analytic, simulated }: DesignPlan, context: Context): Promise<DesignResult> {
  const report = analytic === null ? null : designOf(analytic);
  if (simulated === null) return Object.freeze({ analytic: report, simulated: null });
  const { plan, options } = simulated;
  const loaded = await plan.load(plan.query, { ...context, rng: context.rng.stream("source") });
  context.signal.throwIfAborted();
  const model = { name: plan.modelName, model: plan.model, options: plan.plan.model.options };
  const rng = context.rng.stream("simulate");
  return Object.freeze({
    analytic: report,
    simulated: simulateDesign(model, plan.transform(loaded), options, { ...context, rng }),
  });
}
