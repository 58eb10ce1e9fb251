import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { bundleForBrowser } from "./bundle-for-browser.ts";
import { runs, truth } from "./bundle-entry.ts";

/** What workers of browsers have beside ECMAScript: no process, no Buffer, no require. */
const webApis = {
  AbortController,
  AbortSignal,
  DOMException,
  TextDecoder,
  TextEncoder,
  URL,
  clearTimeout,
  console,
  crypto,
  performance,
  queueMicrotask,
  setTimeout,
  structuredClone,
};

/** What one model alone may weigh after gzip, bytes. */
const oneModel = 30_000;

const alone: readonly (readonly [what: string, code: string])[] = [
  [
    "the core of an experiment (formula, HC0 to HC4 and CR0 to CR2, t intervals, arms, outcomes, ratios; no covariates beside the formula, resampling, looks, sums or score intervals)",
    `import { createExperiment } from "@ie/measure"; export const model = createExperiment();`,
  ],
  [
    "an interrupted series by regression (seasons, several interventions, forecast; no diagnostics, placebo dates, holidays or counts)",
    `import { createInterruptedTimeSeries, regression } from "@ie/measure"; export const model = createInterruptedTimeSeries({ regression });`,
  ],
  [
    "the same with placebo dates and holidays",
    `import { createInterruptedTimeSeries, holidays, placebos, regression } from "@ie/measure";
     export const model = createInterruptedTimeSeries({ regression }, { holidays, placebos });`,
  ],
  [
    "an interrupted series by sarimax (a given order, forecast; no search of orders, diagnostics, placebo dates or holidays)",
    `import { createInterruptedTimeSeries, sarimax } from "@ie/measure"; export const model = createInterruptedTimeSeries({ sarimax });`,
  ],
  [
    "an interrupted series by bsts (spike and slab, three priors, forecast; no diagnostics, placebo dates or holidays)",
    `import { bsts, createInterruptedTimeSeries } from "@ie/measure"; export const model = createInterruptedTimeSeries({ bsts });`,
  ],
];

/** Ceilings in bytes after gzip of larger and smaller parts, near what is needed now: a page pays for what it imports. */
const ceilings: readonly (readonly [code: string, most: number])[] = [
  [`export { experiment } from "@ie/measure"`, 46_000],
  [`export { interruptedTimeSeries } from "@ie/measure"`, 69_000],
  [`export { leastSquares, robustInference } from "@ie/stats"`, 15_000],
  [`export { fitSarimax } from "@ie/stats"`, 15_000],
  [`export { fitPoisson } from "@ie/stats"`, 8_000],
];

async function inBrowser(): Promise<(expression: string) => unknown> {
  const { text } = await bundleForBrowser(`export * from "./test/bundle-entry.ts"`, "iife");
  const page = createContext({ ...webApis });
  runInContext(text, page);
  return (expression) => runInContext(expression, page);
}

describe("bundles for browsers", () => {
  test.each(alone)(`%s: at most ${oneModel} bytes`, async (_, code) => {
    const { gzip, text } = await bundleForBrowser(code);
    expect(gzip).toBeLessThanOrEqual(oneModel);
    expect(gzip).toBeGreaterThan(20_000);
    expect(text).not.toContain("ZodError");
  });

  test.each(ceilings)("%s weighs at most %d bytes", async (code, most) => {
    const { gzip } = await bundleForBrowser(code);
    expect(gzip).toBeLessThan(most);
    expect(gzip).toBeGreaterThan(1000);
  });

  test("need nothing of Node: the same answers in a page as here", async () => {
    const run = await inBrowser();
    expect(run("typeof process + typeof Buffer + typeof require")).toBe("undefinedundefinedundefined");
    for (const [name, action] of Object.entries(runs)) {
      const here = action();
      expect(run(`bundle.runs.${name}()`)).toBe(here);
      const { estimate } = JSON.parse(here) as { estimate: { value: number; stderr: number } };
      expect(Math.abs(estimate.value - truth)).toBeLessThan(4 * estimate.stderr);
    }
  });

  test("a page without a module of Node says so", async () => {
    await expect(bundleForBrowser(`import "node:fs"`)).rejects.toThrow("node:fs");
    const { text } = await bundleForBrowser(`export const at = process.cwd()`, "iife");
    expect(() => runInContext(text, createContext({ ...webApis }))).toThrow("process is not defined");
  });
});
