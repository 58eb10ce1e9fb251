import { expect, test } from "vitest";
import { memoryDriver } from "./memory-driver.ts";
import { tenantStore } from "./tenant-store.ts";

const bytes = Uint8Array.of(1, 2, 3);

test("writes below the tenant's folder and gives the URL", async () => {
  const driver = memoryDriver();
  const store = tenantStore(driver, "acme");
  expect(await store.write("a/b.bin", bytes)).toBe("memory:acme/a/b.bin");
  expect(store.url("a/b.bin")).toBe("memory:acme/a/b.bin");
  expect(await driver.list("")).toEqual(["acme/a/b.bin"]);
  expect(await store.list()).toEqual(["a/b.bin"]);
  expect(await store.list("a")).toEqual(["a/b.bin"]);
});

test("a second write needs replace", async () => {
  const store = tenantStore(memoryDriver(), "acme");
  await store.write("a", bytes);
  await expect(store.write("a", bytes)).rejects.toThrow(
    'artefact store of "acme": "a" is already there; write under another key, or with replace: true',
  );
  await store.write("a", Uint8Array.of(9), { replace: true });
  expect(await store.read("a")).toEqual(Uint8Array.of(9));
});

test("an absent key is an error that says where to look", async () => {
  const store = tenantStore(memoryDriver(), "acme");
  await expect(store.read("runs/1/a.json")).rejects.toThrow(
    'artefact store of "acme": no artefact "runs/1/a.json"; list("runs/1") gives what is there',
  );
  await expect(store.read("a")).rejects.toMatchObject({ code: "store/not-found", facts: { tenant: "acme", key: "a" } });
});

test("a handle stays with its tenant", () => {
  const store = tenantStore(memoryDriver(), "acme");
  expect(Object.isFrozen(store)).toBe(true);
  expect(() => tenantStore(memoryDriver(), "../acme")).toThrow('tenant "../acme": cannot be the name of a tenant');
});

test("others' files that lie beside ours are not listed", async () => {
  const driver = memoryDriver();
  await driver.write("acme/my notes.txt", bytes, { ifAbsent: true });
  await driver.write("acme/a", bytes, { ifAbsent: true });
  expect(await tenantStore(driver, "acme").list()).toEqual(["a"]);
});
