import { manifest, type Manifest } from "@ie/contracts";
import { expect, test } from "vitest";
import { loadDocument, loadJson, storeDocument, storeJson } from "./json-artefact.ts";
import { memoryDriver } from "./memory-driver.ts";
import { tenantStore } from "./tenant-store.ts";

const store = () => tenantStore(memoryDriver(), "acme");
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test("JSON round-trips, and the URL comes back", async () => {
  const acme = store();
  const value = { a: [1, null, "é😀"], b: { c: true } };
  expect(await storeJson(acme, "x.json", value)).toBe("memory:acme/x.json");
  expect(await loadJson(acme, "x.json")).toEqual(value);
  await expect(storeJson(acme, "x.json", 1)).rejects.toMatchObject({ code: "store/exists" });
  await storeJson(acme, "x.json", 1, { replace: true });
  expect(await loadJson(acme, "x.json")).toBe(1);
});

test.each([{ a: Number.NaN }, { a: undefined }, new Map(), { a: [1n] }])(
  "what JSON would lose is refused",
  async (value) => {
    const acme = store();
    await expect(storeJson(acme, "x.json", value)).rejects.toMatchObject({ code: "document/invalid" });
    expect(await acme.list()).toEqual([]);
  },
);

test("a byte-order mark of another writer does no harm", async () => {
  const acme = store();
  await acme.write("x.json", bytesOf('\ufeff{"a":1}'));
  expect(await loadJson(acme, "x.json")).toEqual({ a: 1 });
});

test("corrupt JSON is shown with key, line and column", async () => {
  const acme = store();
  await acme.write("x.json", bytesOf('{\n  "a": 1,\n  "b": nope\n}'));
  await expect(loadJson(acme, "x.json")).rejects.toMatchObject({
    code: "store/corrupt",
    message: 'artefact "x.json": not JSON at "nope\n}"; see line 3, column 8',
    facts: { key: "x.json", offset: 19, line: 3, column: 8 },
    cause: expect.any(SyntaxError),
  });
  await acme.write("y.json", bytesOf('{"a":'));
  await expect(loadJson(acme, "y.json")).rejects.toThrow('artefact "y.json": JSON ends too soon; see line 1, column 6');
});

test.each([
  [[0x22, 0x61, 0xff, 0x22], 2],
  [[0xef, 0xbb, 0xbf, 0x22, 0xc3], 4],
  [[0xef, 0xbf, 0xbd, 0x80], 3],
])("bytes %j are not UTF-8 at %i", async (bytes, offset) => {
  const acme = store();
  await acme.write("x.json", Uint8Array.from(bytes));
  await expect(loadJson(acme, "x.json")).rejects.toMatchObject({
    code: "store/corrupt",
    message: expect.stringContaining(`artefact "x.json": not UTF-8 at byte ${offset}`),
  });
});

test("a document round-trips in its published form", async () => {
  const acme = store();
  const value: Manifest = { jobId: "j", tenant: "acme", createdAt: "2026-01-02T03:04:05Z", artefacts: [] };
  await storeDocument(acme, "m.json", manifest, value);
  expect(await loadJson(acme, "m.json")).toMatchObject({ schema_version: "1.0", job_id: "j" });
  expect(await loadDocument(acme, "m.json", manifest)).toEqual(value);
});

test("a document that breaks its schema is refused both ways, with every fault and the key", async () => {
  const acme = store();
  const wrong: Manifest = { jobId: "../j", tenant: "", createdAt: null, artefacts: [] };
  await expect(storeDocument(acme, "m.json", manifest, wrong)).rejects.toMatchObject({ code: "document/invalid" });
  expect(await acme.list()).toEqual([]);
  await storeJson(acme, "m.json", { job_id: 1, artefacts: [] });
  const reading = loadDocument(acme, "m.json", manifest);
  await expect(reading).rejects.toMatchObject({ code: "document/invalid", facts: { issues: { length: 2 } } });
  await expect(reading).rejects.toThrow(/^artefact "m.json": manifest: job_id .*manifest: tenant /);
});
