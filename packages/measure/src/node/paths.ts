import { realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { ImpactError, type ErrorCode } from "@ie/contracts";

/** Who reads, and the code of what cannot be read. */
export interface Reader {
  readonly who: string;
  readonly code: ErrorCode;
}

export function cannotRead(
  { who, code }: Reader,
  path: string,
  what: string,
  hint: string,
  cause?: unknown,
): ImpactError {
  return new ImpactError({ code, who, what: `cannot read "${path}": ${what}`, hint, facts: { path }, cause });
}

/** The path without links; null where there is nothing. */
export async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ELOOP") return null;
    throw error;
  }
}

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

export interface FoundPath {
  readonly real: string;
  /** Of the root that it was found below. */
  readonly root: string;
}

/**
 * What `path` is below the first of `roots` that has it. A path that leads outside all of them, by `..`, by an absolute path or by a link,
 * is refused.
 */
export async function findBelow(reader: Reader, path: string, roots: readonly string[]): Promise<FoundPath> {
  const below = `give a path below ${roots.join(" or ")}`;
  if (path.includes("\0")) throw cannotRead(reader, path, "the path holds a NUL character", below);
  if (path.split(/[\\/]/).includes("..")) throw cannotRead(reader, path, 'the path leads upwards by ".."', below);
  let outside = false;
  for (const root of roots) {
    const folder = (await realOrNull(root)) ?? resolve(root);
    const real = await realOrNull(isAbsolute(path) ? path : join(folder, path));
    if (real === null) continue;
    if (isInside(folder, real)) return { real, root: folder };
    outside = true;
  }
  throw outside
    ? cannotRead(reader, path, "it lies outside the folders that may be read", below)
    : cannotRead(reader, path, "there is no such file", `looked below ${roots.join(" and ")}`);
}
