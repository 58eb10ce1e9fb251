import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { ImpactError, type ErrorCode } from "@ie/contracts";

/** Larger files are for a database. */
const largestFile = 1_000_000_000;

/** Who reads, and the code of what cannot be read. */
export interface Reader {
  readonly who: string;
  readonly code: ErrorCode;
}

function unreadable({ who, code }: Reader, path: string, what: string, hint: string, cause?: unknown): never {
  throw new ImpactError({
    code,
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
export async function readTextBelow(reader: Reader, path: string, roots: readonly string[]): Promise<string> {
  const below = `give a path below ${roots.join(" or ")}`;
  if (path.includes("\0")) return unreadable(reader, path, "the path holds a NUL character", below);
  if (path.split(/[\\/]/).includes("..")) return unreadable(reader, path, 'the path leads upwards by ".."', below);
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
    if (!facts.isFile) return unreadable(reader, path, "it is not a file", "name the file itself");
    if (size > largestFile)
      return unreadable(reader, path, `it has ${size} bytes, above ${largestFile}`, "use a database source");
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(real));
    } catch (error) {
      if (error instanceof TypeError)
        return unreadable(reader, path, "it is not UTF-8 text", "save it as UTF-8", error);
      return unreadable(reader, path, (error as Error).message, "check the file's permissions", error);
    }
  }
  return outside
    ? unreadable(reader, path, "it lies outside the folders that may be read", below)
    : unreadable(reader, path, "there is no such file", `looked below ${roots.join(" and ")}`);
}
