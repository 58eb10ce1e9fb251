import { readFile } from "node:fs/promises";
import { ImpactError } from "@ie/contracts";
import type { Io } from "./io.ts";

/** The JSON value in `path`, or on stdin where it is "-". */
export async function readJsonInput(path: string, io: Io): Promise<unknown> {
  let text: string;
  try {
    text = path === "-" ? await io.stdin() : await readFile(path, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new ImpactError({
      code: "data/unreadable",
      who: "input",
      what: missing ? `there is no file "${path}"` : `cannot read "${path}": ${(error as Error).message}`,
      hint: 'give a JSON file, or "-" for stdin',
      cause: error,
    });
  }
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
