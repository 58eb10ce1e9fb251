import { ImpactError, isImpactError } from "@ie/contracts";
import type { Stats } from "node:fs";
import { lstat, open, readdir, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { foldersOf } from "./key.ts";

/** The `code` of a system error ("ENOENT", …), or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** What `doing` gives; a fault of the file system becomes `store/unavailable`. */
export async function reporting<T>(verb: string, key: string, doing: () => Promise<T>): Promise<T> {
  try {
    return await doing();
  } catch (cause) {
    if (isImpactError(cause)) throw cause;
    const what = `cannot ${verb} "${key}"`;
    const hint = cause instanceof Error ? cause.message : String(cause);
    throw new ImpactError({ code: "store/unavailable", who: "file store", what, hint, facts: { key }, cause });
  }
}

/** What stands at a key: `inside` names the artefact that takes the place of one of its folders. */
export type Place =
  | { readonly kind: "nothing" | "artefact" | "folder" }
  | { readonly kind: "inside an artefact"; readonly inside: string };

async function statsOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
}

/** Looks at `key` below `base`, each folder on the way too, without following links; a link is `store/unsupported`. */
export async function inspect(base: string, key: string): Promise<Place> {
  for (const name of [...foldersOf(key), key]) {
    const stats = await statsOf(join(base, name));
    if (stats === null) return { kind: "nothing" };
    if (stats.isFile()) return name === key ? { kind: "artefact" } : { kind: "inside an artefact", inside: name };
    if (stats.isDirectory()) continue;
    throw new ImpactError({
      code: "store/unsupported",
      who: "file store",
      what: `"${name}" is ${stats.isSymbolicLink() ? "a symbolic link" : "a special file"}, which is not followed`,
      hint: "put files and folders below the root, or make the root itself the link",
      facts: { key },
    });
  }
  return { kind: "folder" };
}

/** Removes `folder` with the empty folders in it; false, and no file touched, where it holds a file. */
export async function removeEmptyFolder(folder: string): Promise<boolean> {
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || !(await removeEmptyFolder(join(folder, entry.name)))) return false;
    }
    await rmdir(folder);
    return true;
  } catch (error) {
    return errorCode(error) === "ENOENT";
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // a folder cannot be opened there
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error; // a remover has taken it away
  }
}

/** Makes the entries of `folder`, and of the folders above it as far as `top`, outlive a power cut. */
export async function syncFolders(folder: string, top: string = folder): Promise<void> {
  await syncFolder(folder);
  const above = dirname(folder);
  if (folder !== top && folder !== above) await syncFolders(above, top);
}
