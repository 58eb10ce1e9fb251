import { readFile } from "node:fs/promises";
import { rules } from "@ie/allocate";
import { ImpactError, type Result } from "@ie/contracts";
import { largestConfig } from "@ie/contracts/config";
import { scorers } from "@ie/evaluate";
import { unwrapConfig, type PreparedPlan } from "@ie/measure";
import { parsePlan, type RunPlan } from "@ie/orchestrator";
import { measureReader } from "./registries.ts";

async function readText(path: string): Promise<string> {
  try {
    const text = await readFile(path, "utf8");
    return text.slice(0, largestConfig + 1);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new ImpactError({
      code: "config/invalid",
      who: "configuration",
      what: missing ? `there is no file "${path}"` : `cannot read "${path}": ${(error as Error).message}`,
      hint: "give the plan's file with --config",
      cause: error,
    });
  }
}

async function parsePlanFile(path: string, dataRoot: string): Promise<Result<RunPlan<PreparedPlan>>> {
  return parsePlan(await readText(path), path, measureReader(path, dataRoot), { scorers, rules });
}

export async function openPlan(path: string, dataRoot: string): Promise<RunPlan<PreparedPlan>> {
  return unwrapConfig(await parsePlanFile(path, dataRoot));
}
