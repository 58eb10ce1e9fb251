import {
  encodeJson,
  manifest as manifestDocument,
  sha256,
  type ArtefactStore,
  type Manifest,
  type ManifestEntry,
} from "@ie/contracts";
import { fileKey, hasCode, jobError, jobFolder, loadManifest, manifestName } from "./job-folder.ts";
import { storeDocument } from "./json-artefact.ts";
import { checkJobId, checkKey } from "./key.ts";
import { encodeText } from "./text.ts";

/** One file to write: its bytes, its text (stored as UTF-8) or its JSON value. */
export type JobFile = {
  /** Key below the job's folder. */
  readonly name: string;
  readonly mediaType: string;
} & ({ readonly bytes: Uint8Array } | { readonly text: string } | { readonly json: unknown });

export interface JobToWrite {
  /** A key of one segment, of the caller's choice. */
  readonly jobId: string;
  readonly files: readonly JobFile[];
  /** What made the files, such as `run@0.1.0`. */
  readonly producer: string;
  /** ISO 8601 in UTC, or null to keep the bytes independent of the clock. */
  readonly createdAt: string | null;
}

export interface WrittenJob {
  /** The job's folder. */
  readonly url: string;
  readonly manifest: Manifest;
}

interface Content {
  readonly entry: ManifestEntry;
  readonly bytes: Uint8Array;
}

function bytesOf(file: JobFile, key: string): Uint8Array {
  if ("bytes" in file) return new Uint8Array(file.bytes); // a later change by the caller must not part bytes and digest
  return encodeText("text" in file ? file.text : encodeJson(file.json), `artefact "${key}"`);
}

async function contentOf(file: JobFile, jobId: string, producer: string): Promise<Content> {
  const { name, mediaType } = file;
  const key = checkKey(fileKey(jobId, name));
  if (name.toLowerCase() === manifestName) {
    throw jobError("store/invalid-key", jobId, `the name "${name}" is the manifest's`, "name the file otherwise");
  }
  const bytes = bytesOf(file, key);
  return { entry: { name, sha256: await sha256(bytes), bytes: bytes.length, mediaType, producer }, bytes };
}

/** Equal for the same files in any order; `createdAt` says when, not what, and is left out. */
function identity({ artefacts }: Manifest): string {
  const rows = artefacts.map((entry) =>
    JSON.stringify([entry.name, entry.sha256, entry.bytes, entry.mediaType, entry.producer]),
  );
  return rows.sort().join();
}

/** The job as first finished, where its files are those of `wanted`. */
function settled(store: ArtefactStore, finished: Manifest, wanted: Manifest): WrittenJob {
  const { jobId } = wanted;
  if (identity(finished) === identity(wanted)) return { url: store.url(jobFolder(jobId)), manifest: finished };
  throw jobError("store/exists", jobId, "it is finished with other content", "write under another job id");
}

async function writeFile(store: ArtefactStore, jobId: string, { entry, bytes }: Content): Promise<void> {
  const key = fileKey(jobId, entry.name);
  try {
    await store.write(key, bytes);
  } catch (error) {
    if (!hasCode(error, "store/exists")) throw error;
    if ((await sha256(await store.read(key))) === entry.sha256) return;
    const what = `"${entry.name}" is already there with other content`;
    throw jobError(
      "store/exists",
      jobId,
      what,
      "an unfinished or concurrent write left it; write under another job id",
    );
  }
}

/**
 * Writes the files under `jobs/<jobId>/`, create-only, and the manifest after them: a job without one is unfinished, and
 * nothing half-written shows as finished. The same files under the same id may be written again, which completes an
 * unfinished job or gives the finished one; other content is `store/exists`. Everything is checked before the first write.
 */
export async function writeJob(store: ArtefactStore, job: JobToWrite): Promise<WrittenJob> {
  const { jobId, producer, createdAt } = job;
  checkJobId(jobId);
  const contents = await Promise.all(job.files.map((file) => contentOf(file, jobId, producer)));
  const manifest = { jobId, tenant: store.tenant, createdAt, artefacts: contents.map(({ entry }) => entry) };
  manifestDocument.format(manifest); // throws before the first write, so that a fault leaves nothing behind

  const finished = await loadManifest(store, jobId);
  if (finished !== null) return settled(store, finished, manifest);
  for (const content of contents) await writeFile(store, jobId, content);
  try {
    await storeDocument(store, fileKey(jobId, manifestName), manifestDocument, manifest);
  } catch (error) {
    const winner = hasCode(error, "store/exists") ? await loadManifest(store, jobId) : null;
    if (winner === null) throw error;
    return settled(store, winner, manifest);
  }
  return { url: store.url(jobFolder(jobId)), manifest };
}
