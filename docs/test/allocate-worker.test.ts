import { createContext, runInContext } from "node:vm";
import { allocateResult } from "@ie/contracts";
import { allocate } from "@ie/allocate";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";

const candidates = Array.from({ length: 9 }, (_, i) => ({
  initiativeId: `i${i}`,
  cost: 5 + ((i * 7) % 11),
  confidence: 0.4 + 0.06 * i,
  returns: { worst: ((i * 5) % 7) - 3, med: 4 + ((i * 5) % 7), best: 9 + ((i * 3) % 13) },
}));

/** A worker as a browser has it, with HiGHS left out: no process, no Buffer, no require. */
async function worker(): Promise<(request: unknown) => Promise<unknown>> {
  const { outputFiles } = await build({
    stdin: { contents: `export { answer } from "@ie/allocate/worker"`, resolveDir: `${root}/docs`, loader: "ts" },
    bundle: true,
    format: "iife",
    globalName: "bundle",
    platform: "browser",
    conditions: ["@ie/source"],
    external: ["highs"],
    write: false,
    logLevel: "silent",
  });
  const page = createContext({
    AbortController,
    AbortSignal,
    DOMException,
    console,
    performance,
    setTimeout,
    clearTimeout,
    structuredClone,
  });
  runInContext(outputFiles[0]!.text, page);
  expect(runInContext("typeof process + typeof Buffer + typeof require", page)).toBe("undefinedundefinedundefined");
  return (request) =>
    runInContext("(text) => bundle.answer(JSON.parse(text))", page)(JSON.stringify(request)) as Promise<unknown>;
}

test("a worker without anything of Node chooses as here, for every rule, constraints and the frontier", async () => {
  const answer = await worker();
  const constraints = { exclusive: [["i1", "i2"]], prerequisites: { i4: ["i5"] }, max_count: 4 };
  for (const rule of ["minimax_regret", "bayesian", "hurwicz", "maximin", "expected_value", "cvar", "greedy"]) {
    const options = {
      budget: 30,
      rule,
      constraints,
      explain: rule === "cvar" ? "basic" : "full",
      options: { stability_draws: 5 },
    } as const;
    const here = allocateResult.format(await allocate(candidates, options));
    const there = (await answer({ id: 1, kind: "allocate", candidates, options })) as { ok: boolean; result: unknown };
    expect(JSON.stringify(there.result), JSON.stringify(there)).toBe(JSON.stringify(here));
  }
  const points = (await answer({ id: 2, kind: "frontier", candidates, options: { budget: 30 } })) as {
    result: unknown[];
  };
  expect(points.result).toHaveLength(21);
}, 60_000);
