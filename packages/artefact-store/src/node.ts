import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { openStore, unsupported, webDrivers, type Store, type StoreOptions } from "./create-artefact-store.ts";
import { fileDriver, type FileDriverOptions } from "./file-driver.ts";
import { s3Driver } from "./s3/s3-driver.ts";

export { fileDriver, type FileDriverOptions } from "./file-driver.ts";

function fromFileUrl(url: string): string {
  try {
    const { search, hash } = new URL(url);
    if (search === "" && hash === "") return fileURLToPath(url);
  } catch {
    // the answer below says what to write
  }
  throw unsupported(`"${url}" names no folder of this machine`, `write "file:///folder" without "?" or "#", or a path`);
}

/** The folder that `file:///dir`, `file:dir` or a plain path names. */
function folderOf(location: string): string {
  const rest = /^file:(.*)$/is.exec(location)?.[1];
  if (rest === undefined) return location;
  if (rest.startsWith("/")) return fromFileUrl(location);
  if (rest === "") throw unsupported("the file URL has no path", `write "file:///folder", or a path`);
  return rest;
}

/**
 * The store at `url`: a folder (`./results`, `/data/results`, `file:///data/results`), a bucket (`s3://bucket/results?region=eu-central-1`),
 * `memory:`, or a scheme of `options.drivers`. A folder is made on the first write; the AWS SDK loads on the first use of a bucket. An
 * unknown scheme throws `store/unsupported`.
 */
export function createArtefactStore(url: string, options: StoreOptions & FileDriverOptions = {}): Store {
  const { drivers, ...fileOptions } = options;
  const file = (location: string) => fileDriver(folderOf(location), fileOptions);
  const s3 = (location: string) => s3Driver(location, { writer: randomUUID() });
  return openStore(url, { ...webDrivers, file, s3, ...drivers });
}
