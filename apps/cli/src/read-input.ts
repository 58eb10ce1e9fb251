import { ImpactError } from "@ie/contracts";
import type { Io } from "./io.ts";
import { readTextFile } from "./read-text-file.ts";

/** The JSON value in `path`, or on stdin where it is "-". */
export async function readJsonInput(path: string, io: Io): Promise<unknown> {
  const unreadable = { code: "data/unreadable", who: "input", hint: 'give a JSON file, or "-" for stdin' } as const;
  const text = path === "-" ? await io.stdin() : await readTextFile(path, unreadable);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ImpactError({
      code: "document/invalid",
      who: "input",
      what: `"${path}" is not JSON: ${(error as Error).message.slice(0, 200)}`,
      hint: "give what another ie command prints with --json",
      cause: error,
    });
  }
}
