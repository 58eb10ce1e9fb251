import { isImpactError, type Executor, type Settled } from "@ie/contracts";
import { expectThat, type TestRunner } from "@ie/contracts/testing";

const never: AbortSignal = new AbortController().signal;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function lateEcho(event: number, index: number): Promise<string> {
  await pause(event);
  return `${index}:${event}`;
}

function values<R>(settled: readonly Settled<R>[]): readonly (R | undefined)[] {
  return settled.map((one) => (one.ok ? one.value : undefined));
}

function wasInterrupted(one: Settled<unknown> | undefined): boolean {
  return one?.ok === false && isImpactError(one.error) && one.error.code === "run/interrupted";
}

/** What every {@link Executor} does; run it on an executor of your own in any test framework. */
export function describeExecutor(runner: TestRunner, name: string, makeExecutor: () => Executor): void {
  const test: TestRunner["test"] = (title, body) => runner.test(title, body);
  const map: Executor["map"] = (handler, events, options) => makeExecutor().map(handler, events, options);

  runner.describe(`executor ${name}`, () => {
    test("gives results in the order of the events, whoever ends first", async () => {
      const events = Object.freeze([30, 20, 10, 0]);
      const settled = await map(lateEcho, events, { maxConcurrency: 4, signal: never });
      expectThat(values(settled).join() === "0:30,1:20,2:10,3:0", `got ${values(settled).join()}`);
    });

    test("gives nothing for no events", async () => {
      const settled = await map(async () => 1, [], { maxConcurrency: 2, signal: never });
      expectThat(settled.length === 0, `got ${settled.length} results`);
    });

    test("has at most maxConcurrency handlers at work, and that many when there is enough to do", async () => {
      for (const maxConcurrency of [1, 3]) {
        let working = 0;
        let most = 0;
        const handler = async (): Promise<void> => {
          most = Math.max(most, ++working);
          await pause(20);
          working--;
        };
        await map(handler, Array.from({ length: 7 }), { maxConcurrency, signal: never });
        expectThat(most === maxConcurrency, `at most ${maxConcurrency} should work at a time; ${most} did`);
      }
    });

    test("calls the handler once an event", async () => {
      const calls: number[] = [];
      const handler = async (event: number): Promise<void> => void calls.push(event);
      await map(handler, [1, 2, 3, 4, 5], { maxConcurrency: 2, signal: never });
      expectThat(calls.toSorted((a, b) => a - b).join() === "1,2,3,4,5", `called for ${calls.join()}`);
    });

    test("gives a failure as a value while the others run on", async () => {
      const fault = new Error("two");
      const handler = (event: number): Promise<number> => {
        if (event === 2) throw fault;
        return event === 3 ? Promise.reject(fault) : Promise.resolve(event);
      };
      const settled = await map(handler, [1, 2, 3, 4], { maxConcurrency: 2, signal: never });
      expectThat(values(settled).join() === "1,,,4", `got ${values(settled).join()}`);
      expectThat(
        settled.every((one) => one.ok || (one.error instanceof Error && one.error.message === "two")),
        "the error should be the handler's own",
      );
    });

    test("starts nothing after an abort, lets the running ones end and settles the rest with run/interrupted", async () => {
      const controller = new AbortController();
      const started: number[] = [];
      const handler = async (event: number): Promise<number> => {
        started.push(event);
        if (event === 1) controller.abort();
        await pause(5);
        return event;
      };
      const settled = await map(handler, [0, 1, 2, 3], { maxConcurrency: 1, signal: controller.signal });
      expectThat(started.join() === "0,1", `started ${started.join()}`);
      expectThat(values(settled).join() === "0,1,,", `got ${values(settled).join()}`);
      expectThat(settled.slice(2).every(wasInterrupted), "the rest should be run/interrupted");
    });

    test("starts nothing for a signal that is already aborted", async () => {
      let started = 0;
      const handler = async (): Promise<void> => void started++;
      const settled = await map(handler, [0, 1], { maxConcurrency: 2, signal: AbortSignal.abort() });
      expectThat(started === 0 && settled.every(wasInterrupted), `started ${started}`);
    });
  });
}
