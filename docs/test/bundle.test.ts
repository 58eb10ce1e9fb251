import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { bundleForBrowser } from "./bundle-for-browser.ts";
import { runExperiment, runInterruptedTimeSeries, truth } from "./bundle-entry.ts";

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

/** Ceilings in bytes after gzip, near what is needed now: a page pays for what it imports. */
const ceilings: readonly (readonly [code: string, most: number])[] = [
  [`export { experiment } from "@ie/measure"`, 55_000],
  [`export { interruptedTimeSeries } from "@ie/measure"`, 85_000],
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
  test.each(ceilings)("%s weighs at most %d bytes", async (code, most) => {
    const { gzip } = await bundleForBrowser(code);
    expect(gzip).toBeLessThan(most);
    expect(gzip).toBeGreaterThan(1000);
  });

  test("need nothing of Node: the same answers in a page as here", async () => {
    const run = await inBrowser();
    expect(run("typeof process + typeof Buffer + typeof require")).toBe("undefinedundefinedundefined");
    for (const action of [runExperiment, runInterruptedTimeSeries]) {
      const here = action();
      const there = run(`bundle.${action.name}()`);
      expect(there).toBe(here);
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
