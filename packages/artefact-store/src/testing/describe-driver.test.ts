import type { StoreDriver } from "@ie/contracts";
import { expect, test } from "vitest";
import { memoryDriver } from "../memory-driver.ts";
import { describeDriver } from "./describe-driver.ts";

/** The names of the suite's tests that fail for the drivers of `make`. */
async function failures(make: () => StoreDriver): Promise<string[]> {
  const tests: { name: string; body: () => void | Promise<void> }[] = [];
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (name: string, body: () => void | Promise<void>) => tests.push({ name, body }),
  };
  describeDriver(runner, "collected", make);
  const failed: string[] = [];
  for (const { name, body } of tests) {
    try {
      await body();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

const pause = () => new Promise<void>((done) => setImmediate(done));

const faults: Readonly<Record<string, (good: StoreDriver) => Partial<StoreDriver>>> = {
  "gives back the bytes that were written": (good) => ({
    write: (key, bytes, options) => good.write(key, new Uint8Array(bytes.buffer), options),
  }),
  "creates only where nothing is, and replaces on demand": (good) => ({
    write: async (key, bytes) => good.write(key, bytes, { ifAbsent: false }),
  }),
  "lets one of 50 racing creates win": (good) => ({
    write: async (key, bytes, { ifAbsent }) => {
      if (ifAbsent && (await good.read(key)) !== null) return false;
      await pause();
      return good.write(key, bytes, { ifAbsent: false });
    },
  }),
  "shows a reader the old bytes or the new, never a mixture": (good) => ({
    write: async (key, bytes, options) => {
      if (options.ifAbsent || bytes.length < 1000) return good.write(key, bytes, options);
      await good.write(key, bytes.subarray(0, bytes.length / 2), options);
      await pause();
      return good.write(key, bytes, options);
    },
  }),
  "lists 2,500 keys, none left out": (good) => ({ list: async (prefix) => (await good.list(prefix)).slice(0, 1000) }),
  "lists sorted keys below a folder, not below a string prefix": (good) => ({
    list: async (prefix) => (await good.list("")).filter((key) => key.startsWith(prefix)),
  }),
  removes: () => ({ remove: async () => {} }),
  "gives each key its own URL": () => ({ url: () => "mine:" }),
  "reads null where nothing is": (good) => ({ read: async (key) => (await good.read(key)) ?? new Uint8Array(0) }),
};

test.each(Object.entries(faults))("catches a driver that breaks: %s", async (name, fault) => {
  const failed = await failures(() => {
    const good = memoryDriver();
    return { ...good, ...fault(good) };
  });
  expect(failed).toContain(name);
});

test("catches a driver that shares memory or lets an artefact be a folder", async () => {
  const failed = await failures(() => {
    const map = new Map<string, Uint8Array>();
    return {
      read: async (key) => map.get(key) ?? null,
      write: async (key, bytes, { ifAbsent }) => !(ifAbsent && map.has(key)) && map.set(key, bytes) === map,
      list: async (prefix) => [...map.keys()].filter((key) => prefix === "" || key.startsWith(`${prefix}/`)).sort(),
      remove: async (key) => void map.delete(key),
      url: (key) => `map:${key}`,
    };
  });
  expect(failed).toEqual(["shares no memory with its callers", "refuses an artefact that is also a folder"]);
});

test("passes a good driver", async () => {
  expect(await failures(memoryDriver)).toEqual([]);
});
