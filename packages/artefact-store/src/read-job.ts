import { sha256, userMap, type ArtefactStore } from "@ie/contracts";
import { fileKey, jobError, jobFolder, loadManifest, manifestName, orNull } from "./job-folder.ts";
import { checkJobId } from "./key.ts";
import type { WrittenJob } from "./write-job.ts";

export interface Job extends WrittenJob {
  /** Contents by name, each equal to its digest in the manifest. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * A finished job with its files, each checked against its SHA-256. Throws `store/not-found` where there is no finished job,
 * `store/corrupt` where a file is missing or is not what was written, `document/invalid` where the manifest is not one.
 */
export async function readJob(store: ArtefactStore, jobId: string): Promise<Job> {
  const folder = jobFolder(checkJobId(jobId));
  const manifest = await loadManifest(store, jobId);
  if (manifest === null) {
    const unfinished = (await store.list(folder)).length > 0;
    throw unfinished
      ? jobError("store/not-found", jobId, "it has files but no manifest", "write it again to finish it")
      : jobError("store/not-found", jobId, "there is no such job", "listJobs gives the finished ones");
  }
  const files = await Promise.all(
    manifest.artefacts.map(async ({ name, sha256: written }) => {
      const bytes = await orNull(store.read(fileKey(jobId, name)));
      if (bytes === null) {
        throw jobError("store/corrupt", jobId, `"${name}" is missing`, "restore it, or write the job under another id");
      }
      const found = await sha256(bytes);
      if (found === written) return [name, bytes] as const;
      throw jobError("store/corrupt", jobId, `"${name}" has SHA-256 ${found}`, `the manifest says ${written}`);
    }),
  );
  return { url: store.url(folder), manifest, files: userMap(files) };
}

/** The ids of the finished jobs, sorted. */
export async function listJobs(store: ArtefactStore): Promise<readonly string[]> {
  return (await store.list("jobs"))
    .map((key) => key.split("/"))
    .filter((segments) => segments.length === 3 && segments[2] === manifestName)
    .map((segments) => segments[1]!) // of three
    .sort();
}
