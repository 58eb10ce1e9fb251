import { readdir, realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { createArtefactStore } from "./node.ts";

const bytes = Uint8Array.of(1);

function failing(): never {
  throw new Error("mine");
}

test("a path, a file URL and a relative path name the same store", async () => {
  const folder = join(await realpath(await temporaryFolder()), "new folder");
  const url = await createArtefactStore(folder, { durability: "fast" }).tenant("acme").write("a/b", bytes);
  expect(url).toBe(pathToFileURL(join(folder, "acme/a/b")).href);
  const below = relative(process.cwd(), folder);
  for (const location of [folder, `${folder}/`, pathToFileURL(folder).href, below, `./${below}`, `file:${below}`]) {
    expect(await createArtefactStore(location).tenant("acme").read("a/b")).toEqual(bytes);
  }
});

test("opening a store writes nothing", async () => {
  const folder = await temporaryFolder();
  const store = createArtefactStore(join(folder, "root")).tenant("acme");
  expect(await store.list()).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test("memory: is there too, and a user's drivers take precedence", async () => {
  await createArtefactStore("memory:").tenant("acme").write("a", bytes);
  expect(() => createArtefactStore("./x", { drivers: { file: failing } })).toThrow("mine");
});

test.each([
  ["gs://bucket/x", 'unknown scheme "gs:"; the known schemes are memory:, file:, s3:'],
  ["s3://key:secret@bucket/x", "the s3 URL holds credentials"],
  ["file:", "the file URL has no path"],
  ["file:///a?b=c", "names no folder of this machine"],
  ["file://host/a", "names no folder of this machine"],
  ["file:///a%2fb", "names no folder of this machine"],
])("%j is store/unsupported", (url, message) => {
  expect(() => createArtefactStore(url)).toThrow(message);
});
