import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { ImpactError } from "@ie/contracts";

/** Larger files are for a database. */
const largestFile = 1_000_000_000;

function unreadable(who: string, path: string, what: string, hint: string, cause?: unknown): never {
  throw new ImpactError({
    code: "data/unreadable",
    who,
    what: `cannot read "${path}": ${what}`,
    hint,
    facts: { path },
    cause,
  });
}

async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || (error as NodeJS.ErrnoException).code === "ENOTDIR")
      return null;
    throw error;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * The text of a UTF-8 file below one of `roots`, tried in order. A path that leads outside all of them, by `..`, by an
 * absolute path or by a link, is refused.
 */
export async function readTextBelow(who: string, path: string, roots: readonly string[]): Promise<string> {
  const below = `give a path below ${roots.join(" or ")}`;
  if (path.includes("\0")) return unreadable(who, path, "the path holds a NUL character", below);
  if (path.split(/[\\/]/).includes("..")) return unreadable(who, path, 'the path leads upwards by ".."', below);
  let outside = false;
  for (const root of roots) {
    const folder = (await realOrNull(root)) ?? resolve(root);
    const real = await realOrNull(isAbsolute(path) ? path : join(folder, path));
    if (real === null) continue;
    if (!isInside(folder, real)) {
      outside = true;
      continue;
    }
    const { size, ...facts } = await stat(real).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (!facts.isFile) return unreadable(who, path, "it is not a file", "name the file itself");
    if (size > largestFile)
      return unreadable(who, path, `it has ${size} bytes, above ${largestFile}`, "use a database source");
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(real));
    } catch (error) {
      if (error instanceof TypeError) return unreadable(who, path, "it is not UTF-8 text", "save it as UTF-8", error);
      return unreadable(who, path, (error as Error).message, "check the file's permissions", error);
    }
  }
  return outside
    ? unreadable(who, path, "it lies outside the folders that may be read", below)
    : unreadable(who, path, "there is no such file", `looked below ${roots.join(" and ")}`);
}
