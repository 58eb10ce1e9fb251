import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { ImpactError } from "@ie/contracts";

const who = "duckdb";

/** Endings of files that a view can be made over. */
const tabular = /\.(?:csv|tsv|txt|parquet)(?:\.(?:gz|zst))?$/i;

function unreadable(path: string, what: string, hint: string, cause?: unknown): ImpactError {
  const facts = { path };
  return new ImpactError({ code: "data/unreadable", who, what: `cannot read "${path}": ${what}`, hint, facts, cause });
}

async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Real paths of the file at `path`, or of all CSV and Parquet files below the folder there, sorted. It lies below one of `roots`, tried in
 * order; a path that leads elsewhere, by `..`, as an absolute path or by a link, is refused.
 */
export async function filesBelow(path: string, roots: readonly string[]): Promise<readonly string[]> {
  const below = `give a path below ${roots.join(" or ")}`;
  if (/^[a-z][a-z0-9+]+:\/\//i.test(path)) {
    throw unreadable(
      path,
      "it is an address, and these are files of this machine",
      "the source file reads https: and s3:",
    );
  }
  if (path.includes("\0")) throw unreadable(path, "the path holds a NUL character", below);
  if (path.split(/[\\/]/).includes("..")) throw unreadable(path, 'the path leads upwards by ".."', below);
  let isOutside = false;
  for (const root of roots) {
    const folder = (await realOrNull(root)) ?? resolve(root);
    const real = await realOrNull(isAbsolute(path) ? path : join(folder, path));
    if (real === null) continue;
    if (!isInside(folder, real)) {
      isOutside = true;
      continue;
    }
    const found = await stat(real);
    if (found.isFile()) return [real];
    if (!found.isDirectory()) throw unreadable(path, "it is neither a file nor a folder", "name a file");
    const files = await filesOfFolder(real, folder);
    if (files.length > 0) return files;
    throw unreadable(path, "the folder holds no CSV or Parquet file", "name another folder, or the file");
  }
  throw isOutside
    ? unreadable(path, "it lies outside the folders that may be read", below)
    : unreadable(path, "there is no such file", `looked below ${roots.join(" and ")}`);
}

async function filesOfFolder(folder: string, root: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile() && tabular.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  // Links are left out by isFile; folders reached by a link are not entered.
  return files.filter((file) => isInside(root, file)).toSorted();
}
