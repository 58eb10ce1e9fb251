import { readFile } from "node:fs/promises";
import { ImpactError, type ErrorCode } from "@ie/contracts";

/** What to say where a file cannot be read. */
export interface Unreadable {
  readonly code: ErrorCode;
  readonly who: string;
  readonly hint: string;
}

/** The UTF-8 text of a file that the user names on the command line. */
export async function readTextFile(path: string, { code, who, hint }: Unreadable): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const what = missing ? `there is no file "${path}"` : `cannot read "${path}": ${(error as Error).message}`;
    throw new ImpactError({ code, who, what, hint, cause: error });
  }
}
