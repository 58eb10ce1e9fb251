import { expect, test } from "vitest";
import { createArtefactStore } from "./create-artefact-store.ts";
import { memoryDriver } from "./memory-driver.ts";

const bytes = Uint8Array.of(1);

test("memory: is a new, empty store each time, shared by its tenants' handles", async () => {
  const store = createArtefactStore("memory:");
  await store.tenant("acme").write("a", bytes);
  expect(await store.tenant("acme").read("a")).toEqual(bytes);
  expect(await store.tenant("other").list()).toEqual([]);
  expect(await createArtefactStore("memory:").tenant("acme").list()).toEqual([]);
  expect(() => createArtefactStore("memory:a")).toThrow('a memory store has no path; write "memory:"');
});

test("another scheme is one map entry", async () => {
  const urls: string[] = [];
  const mine = (url: string) => (urls.push(url), memoryDriver());
  const store = createArtefactStore("MINE://host/a?b=c", { drivers: { mine } }).tenant("acme");
  await store.write("a", bytes);
  expect(urls).toEqual(["MINE://host/a?b=c"]);
});

test.each([
  [
    "s3://key:secret@bucket/x",
    "artefact store: buckets are left out of this entry point; pass drivers: { s3: s3Driver }",
  ],
  ["gs://bucket", 'artefact store: unknown scheme "gs:"; the known schemes are memory:'],
  ["constructor:x", 'artefact store: unknown scheme "constructor:"; the known schemes are memory:'],
  ["./dir", "a path needs files, which this entry point leaves out; import createArtefactStore from"],
  ["file:///dir", "files are left out of this entry point; import createArtefactStore from"],
  ["", "the URL is empty"],
])("%j is store/unsupported", (url, message) => {
  const opening = () => createArtefactStore(url);
  expect(opening).toThrow(message);
  expect(opening).toThrow(expect.objectContaining({ code: "store/unsupported" }));
  expect(opening).not.toThrow("secret");
});
