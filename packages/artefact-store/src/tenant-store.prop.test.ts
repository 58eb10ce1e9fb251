import { isImpactError, type StoreDriver } from "@ie/contracts";
import * as fc from "fast-check";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { fileDriver } from "./file-driver.ts";
import { memoryDriver } from "./memory-driver.ts";
import { tenantStore } from "./tenant-store.ts";
import { hostileKeys } from "./testing/hostile-keys.ts";

const segment = fc.oneof(
  fc.constantFrom("..", ".", "", "a", "b.json", "%2e%2e", "\\", "\0", "con", "~", " ", "a:b", ".x.tmp"),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/),
);
const anyKey = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(...hostileKeys),
  fc.array(segment, { maxLength: 5 }).map((segments) => segments.join("/")),
);

/** "kept", or the code of the refusal. */
async function roundTrip(driver: StoreDriver, key: string, bytes: Uint8Array): Promise<string> {
  const store = tenantStore(driver, "acme");
  try {
    await store.write(key, bytes, { replace: true });
  } catch (error) {
    if (isImpactError(error)) return error.code;
    throw error;
  }
  expect(await store.read(key)).toEqual(bytes);
  expect(await store.list()).toContain(key);
  return "kept";
}

test("any text round-trips or is an invalid key, alike on both drivers, and nothing is written outside the root", async () => {
  const outside = await temporaryFolder();
  await mkdir(join(outside, "deep"));
  let round = 0;
  await fc.assert(
    fc.asyncProperty(anyKey, fc.uint8Array({ maxLength: 20 }), async (key, bytes) => {
      const root = join(outside, "deep", `root-${round++}`);
      const inFiles = await roundTrip(fileDriver(root, { durability: "fast" }), key, bytes);
      expect(["kept", "store/invalid-key"]).toContain(inFiles);
      expect(await roundTrip(memoryDriver(), key, bytes)).toBe(inFiles);
    }),
    { numRuns: 300 },
  );
  expect(await readdir(outside)).toEqual(["deep"]);
  expect((await readdir(join(outside, "deep"))).filter((name) => !/^root-\d+$/.test(name))).toEqual([]);
  for (const root of await readdir(join(outside, "deep"))) {
    expect(await readdir(join(outside, "deep", root))).toEqual(["acme"]);
  }
});

const name = fc.constantFrom("t/a", "t/a/b", "t/a/b/c", "t/a-b", "t/b", "t/b/c", "t", "u/a");
const step = fc.oneof(
  fc.record({ do: fc.constant("write"), key: name, ifAbsent: fc.boolean(), byte: fc.nat(255) }),
  fc.record({ do: fc.constantFrom("read", "list", "remove"), key: name }),
);

async function outcome(driver: StoreDriver, action: typeof step extends fc.Arbitrary<infer A> ? A : never) {
  try {
    if ("byte" in action) {
      return await driver.write(action.key, Uint8Array.of(action.byte), { ifAbsent: action.ifAbsent });
    }
    if (action.do === "read") return await driver.read(action.key);
    if (action.do === "list") return await driver.list(action.key);
    return await driver.remove(action.key);
  } catch (error) {
    if (isImpactError(error)) return error.message;
    throw error;
  }
}

test("files and memory answer alike to any sequence of calls", async () => {
  const folder = await temporaryFolder();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const [files, memory] = [fileDriver(join(folder, `${round++}`), { durability: "fast" }), memoryDriver()];
      for (const action of steps) expect(await outcome(files, action)).toEqual(await outcome(memory, action));
      expect(await files.list("")).toEqual(await memory.list(""));
    }),
    { numRuns: 150 },
  );
});
