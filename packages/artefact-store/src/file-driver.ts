import type { StoreDriver } from "@ie/contracts";
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { errorCode, inspect, removeEmptyFolder, reporting, syncFolders } from "./file-system.ts";
import { checkDriverKey, folderConflict, foldersOf } from "./key.ts";

export interface FileDriverOptions {
  /** "synced" (default): a finished write outlives a power cut. "fast": it outlives the process only; for caches and tests. */
  readonly durability?: "synced" | "fast";
}

/** Errors of a place that another writer or remover changed between the look and the write; another look tells how. */
const moved: ReadonlySet<string | null> = new Set(["ENOENT", "ENOTDIR", "EEXIST", "EISDIR"]);
const rounds = 100; // each lost round is another's progress; the bound is for file systems that contradict themselves

async function writeFile(path: string, bytes: Uint8Array, synced: boolean): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    if (synced) await file.datasync();
  } finally {
    await file.close();
  }
}

async function readFile(path: string): Promise<Uint8Array | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { buffer, byteOffset, length } = await file.readFile();
      return new Uint8Array(buffer, byteOffset, length); // a Buffer's slice() shares memory where others copy
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
}

/** Adds the keys below `folder` to `keys`; names with a dot in front are temporary files. */
async function collect(base: string, folder: string, keys: string[]): Promise<void> {
  try {
    for (const entry of await readdir(join(base, folder), { withFileTypes: true })) {
      if (entry.name.startsWith(".")) continue;
      const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) keys.push(key);
      else if (entry.isDirectory()) await collect(base, key, keys);
    }
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error; // nothing written yet, or removed meanwhile
  }
}

/**
 * Artefacts as files below `root`, which is made on the first write. A write is a temporary file in the key's folder
 * (`.….tmp`, never listed) and then one `link` (create-only) or `rename` (replace), so that readers and racing writers in
 * any process see the old bytes, the new, or nothing. `root` may be a symbolic link; links below it are refused,
 * `store/unsupported`. Throws `store/conflict` where an artefact would also be a folder, `store/unavailable` where the file
 * system fails. Reach it through a tenant's handle, which checks the keys.
 */
export function fileDriver(root: string, options: FileDriverOptions = {}): StoreDriver {
  const base = resolve(root);
  const synced = options.durability !== "fast";
  const pathOf = (key: string): string => join(base, checkDriverKey(key));

  async function removeEmptyFolders(key: string): Promise<void> {
    for (const folder of foldersOf(key).reverse()) {
      if (!(await removeEmptyFolder(pathOf(folder)))) return;
    }
  }

  async function place(key: string, bytes: Uint8Array, ifAbsent: boolean): Promise<void> {
    const path = pathOf(key);
    const folder = dirname(path);
    const created = await mkdir(folder, { recursive: true });
    const temporary = join(folder, `.${randomUUID()}.tmp`);
    try {
      await writeFile(temporary, bytes, synced);
      await (ifAbsent ? link : rename)(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      if (created !== undefined) await removeEmptyFolders(key);
      throw error;
    }
    if (ifAbsent) await rm(temporary, { force: true });
    if (synced) await syncFolders(folder, created === undefined ? folder : dirname(created));
  }

  async function write(key: string, bytes: Uint8Array, ifAbsent: boolean): Promise<boolean> {
    for (let round = 1; ; round++) {
      const there = await inspect(base, key);
      if (there.kind === "inside an artefact") throw folderConflict(key, there.inside);
      if (there.kind === "folder" && !(await removeEmptyFolder(pathOf(key)))) throw folderConflict(key, key);
      if (there.kind === "artefact" && ifAbsent) return false;
      try {
        await place(key, bytes, ifAbsent);
        return true;
      } catch (error) {
        if (round === rounds || !moved.has(errorCode(error))) throw error;
      }
    }
  }

  async function remove(key: string): Promise<void> {
    if ((await inspect(base, key)).kind !== "artefact") return;
    await rm(pathOf(key), { force: true });
    if (synced) await syncFolders(dirname(pathOf(key)));
    await removeEmptyFolders(key);
  }

  return {
    read: (key) =>
      reporting("read", key, async () => {
        const path = pathOf(key);
        return (await inspect(base, key)).kind === "artefact" ? readFile(path) : null;
      }),
    write: (key, bytes, { ifAbsent }) => reporting("write", key, () => write(checkDriverKey(key), bytes, ifAbsent)),
    list: (prefix) =>
      reporting("list", prefix, async () => {
        const keys: string[] = [];
        const exists = prefix === "" || (await inspect(base, checkDriverKey(prefix))).kind === "folder";
        if (exists) await collect(base, prefix, keys);
        return keys.sort();
      }),
    remove: (key) => reporting("remove", key, () => remove(checkDriverKey(key))),
    url: (key) => pathToFileURL(pathOf(key)).href,
  };
}
