import { readFile, stat } from "node:fs/promises";
import { cannotRead, findBelow, type Reader } from "./paths.ts";

/** A configuration is far smaller. */
const largestFile = 1_000_000_000;

/** The text of a UTF-8 file below one of `roots`, tried in order; see {@link findBelow}. */
export async function readTextBelow(reader: Reader, path: string, roots: readonly string[]): Promise<string> {
  const { real } = await findBelow(reader, path, roots);
  const found = await stat(real);
  if (!found.isFile()) throw cannotRead(reader, path, "it is not a file", "name the file itself");
  if (found.size > largestFile) {
    throw cannotRead(reader, path, `it has ${found.size} bytes, above ${largestFile}`, "use a database source");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(real));
  } catch (error) {
    if (error instanceof TypeError) throw cannotRead(reader, path, "it is not UTF-8 text", "save it as UTF-8", error);
    throw cannotRead(reader, path, (error as Error).message, "check the file's permissions", error);
  }
}
