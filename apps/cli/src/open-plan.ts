import { rules } from "@ie/allocate";
import { scorers } from "@ie/evaluate";
import { unwrapConfig, type PreparedPlan } from "@ie/measure";
import { parsePlan, type RunPlan } from "@ie/orchestrator";
import { readTextFile } from "./read-text-file.ts";
import { measureReader } from "./registries.ts";

const unreadable = {
  code: "config/invalid",
  who: "configuration",
  hint: "give the plan's file with --config",
} as const;

/** The plan in a file, or `config/invalid` with every fault and its place. */
export async function openPlan(path: string, dataRoot: string): Promise<RunPlan<PreparedPlan>> {
  const text = await readTextFile(path, unreadable);
  return unwrapConfig(await parsePlan(text, path, measureReader(path, dataRoot), { scorers, rules }));
}
