import type { Executor } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { localExecutor } from "./local-executor.ts";
import { describeExecutor } from "./testing/describe-executor.ts";

describeExecutor({ describe, test }, "local", () => localExecutor);

/** Titles of the suite's tests that `executor` fails. */
async function failedBy(executor: Executor): Promise<readonly string[]> {
  const bodies: { title: string; body: () => void | Promise<void> }[] = [];
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (title: string, body: () => void | Promise<void>) => bodies.push({ title, body }),
  };
  describeExecutor(runner, "faulty", () => executor);
  const results = await Promise.allSettled(bodies.map(async ({ body }) => body()));
  return bodies.flatMap(({ title }, index) => (results[index]?.status === "rejected" ? [title.slice(0, 24)] : []));
}

describe("the suite finds", () => {
  test("an executor without a limit", async () => {
    const unlimited: Executor = {
      map: (handler, events, { signal }) =>
        localExecutor.map(handler, events, { maxConcurrency: Math.max(1, events.length), signal }),
    };
    expect(await failedBy(unlimited)).toContain("has at most maxConcurren");
  });

  test("an executor that does not hear the signal", async () => {
    const deaf: Executor = {
      map: (handler, events, { maxConcurrency }) =>
        localExecutor.map(handler, events, { maxConcurrency, signal: new AbortController().signal }),
    };
    expect(await failedBy(deaf)).toEqual(["starts nothing after an ", "starts nothing for a sig"]);
  });
});
