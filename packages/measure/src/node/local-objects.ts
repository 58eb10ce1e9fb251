import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DataObject, OpenObjects } from "@ie/contracts";
import { formatOfName } from "../formats/file-format.ts";
import { cannotRead, findBelow, isInside, type Reader, realOrNull } from "./paths.ts";

/** Bytes read at once. */
const chunk = 2 ** 18;
/** More files are a data lake, and a mistake in a path finds as many. */
const mostFiles = 10_000;
const deepest = 32;

/**
 * Opens files below `roots`: a file, a folder with all below it whose names have a known ending, or a pattern with `*`, `?` and `**`, sorted
 * by name. Names that begin with a point or an underscore are passed over. What leads outside the roots, by `..`, by an absolute path or by
 * a link, is refused: `data/unreadable`.
 */
export function localObjects(roots: readonly string[], who = "file"): OpenObjects {
  const reader: Reader = { who, code: "data/unreadable" };
  return async (location, { signal }) => {
    const segments = location.split(/[\\/]/);
    const magic = segments.findIndex((segment) => /[*?]/.test(segment));
    const start = magic < 0 ? location : segments.slice(0, magic).join("/") || ".";
    if (magic >= 0 && start === ".") return matchBelowRoots(reader, location, roots, signal);
    const { real, root } = await findBelow(reader, start, roots);
    const isFolder = (await stat(real)).isDirectory();
    if (magic < 0 && !isFolder) return [await localObject(reader, location, real)];
    const pattern = magic < 0 ? null : patternOf(segments.slice(magic));
    const found = isFolder ? await walk(reader, root, real, start.replace(/[\\/]+$/, ""), pattern, signal) : [];
    return requireSome(reader, location, found);
  };
}

async function matchBelowRoots(
  reader: Reader,
  location: string,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<readonly DataObject[]> {
  if (location.includes("\0")) throw cannotRead(reader, location, "the path holds a NUL character", "mend the path");
  if (location.split(/[\\/]/).includes("..")) {
    throw cannotRead(reader, location, 'the path leads upwards by ".."', `give a path below ${roots.join(" or ")}`);
  }
  const pattern = patternOf(location.split(/[\\/]/).filter((segment) => segment !== "."));
  for (const root of roots) {
    const folder = await realOrNull(root);
    const found = folder === null ? [] : await walk(reader, folder, folder, "", pattern, signal);
    if (found.length > 0) return found;
  }
  return requireSome(reader, location, []);
}

function requireSome(reader: Reader, location: string, found: readonly DataObject[]): readonly DataObject[] {
  if (found.length > 0) return found;
  const hint =
    "looked for names that end in .csv, .tsv, .json, .ndjson, .jsonl or .parquet, with .gz or .zst behind or not";
  throw cannotRead(reader, location, "there is no such file", hint);
}

/** A pattern of whole paths below the folder where the walk begins. */
function patternOf(segments: readonly string[]): { readonly regex: RegExp; readonly depth: number } {
  const isDeep = segments.includes("**");
  // A pattern that ends in a slash means all files in the folders that it finds.
  const whole = segments.at(-1) === "" ? [...segments.slice(0, -1), "**"] : segments;
  const source = whole.map((segment, i) => {
    if (segment === "**") return i === whole.length - 1 ? ".*" : "(?:[^/]+/)*";
    const own = segment
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]");
    return i === whole.length - 1 ? own : `${own}/`;
  });
  return {
    regex: new RegExp(`^${source.join("")}$`),
    depth: isDeep || segments.at(-1) === "" ? deepest : segments.length,
  };
}

async function walk(
  reader: Reader,
  root: string,
  folder: string,
  name: string,
  pattern: { readonly regex: RegExp; readonly depth: number } | null,
  signal: AbortSignal,
): Promise<readonly DataObject[]> {
  const found: { readonly name: string; readonly real: string }[] = [];
  async function visit(at: string, way: string, depth: number): Promise<void> {
    signal.throwIfAborted();
    if (depth > (pattern?.depth ?? deepest)) return;
    for (const entry of await readdir(at, { withFileTypes: true })) {
      if (/^[._]/.test(entry.name)) continue;
      const own = way === "" ? entry.name : `${way}/${entry.name}`;
      const real = entry.isSymbolicLink() ? await realOrNull(join(at, entry.name)) : join(at, entry.name);
      if (real === null) continue;
      const label = name === "" ? own : `${name}/${own}`;
      if (entry.isDirectory()) {
        await visit(real, own, depth + 1);
        continue;
      }
      if (pattern === null ? formatOfName(own) === null : !pattern.regex.test(own)) continue;
      if (!isInside(root, real)) {
        throw cannotRead(reader, label, "it lies outside the folders that may be read", "remove the link");
      }
      if (entry.isSymbolicLink() && (await stat(real)).isDirectory()) continue;
      found.push({ name: label, real });
      if (found.length > mostFiles) {
        throw cannotRead(
          reader,
          name || ".",
          `there are more than ${mostFiles} files`,
          "name fewer by a folder or a pattern",
        );
      }
    }
  }
  await visit(folder, "", 1);
  found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return Promise.all(found.map((each) => localObject(reader, each.name, each.real)));
}

async function localObject(reader: Reader, name: string, real: string): Promise<DataObject> {
  const unreadable = (error: unknown): Error =>
    cannotRead(reader, name, (error as Error).message, "check the file's permissions", error);
  const found = await stat(real);
  if (!found.isFile()) throw cannotRead(reader, name, "it is not a file", "name the file itself, or a folder");
  return {
    name,
    bytes: found.size,
    async slice(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, found.size) - start));
      const file = await open(real).catch((error: unknown) => Promise.reject(unreadable(error)));
      try {
        let at = 0;
        while (at < bytes.length) {
          const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
          if (bytesRead === 0)
            throw cannotRead(reader, name, "it became shorter while it was read", "read it once it is complete");
          at += bytesRead;
        }
      } finally {
        await file.close();
      }
      return bytes;
    },
    async *stream() {
      const file = createReadStream(real, { highWaterMark: chunk });
      try {
        yield* file as AsyncIterable<Uint8Array>; // without an encoding, chunks are bytes
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === undefined ? error : unreadable(error);
      } finally {
        file.destroy();
      }
    },
  };
}
