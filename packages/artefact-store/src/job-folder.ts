import {
  ImpactError,
  isImpactError,
  manifest as manifestDocument,
  type ArtefactStore,
  type Manifest,
} from "@ie/contracts";
import { loadDocument } from "./json-artefact.ts";

export const manifestName = "manifest.json";

export function jobFolder(jobId: string): string {
  return `jobs/${jobId}`;
}

export function fileKey(jobId: string, name: string): string {
  return `${jobFolder(jobId)}/${name}`;
}

type JobFault = "store/exists" | "store/corrupt" | "store/not-found" | "store/invalid-key";

export function jobError(code: JobFault, jobId: string, what: string, hint: string): ImpactError {
  return new ImpactError({ code, who: `job "${jobId}"`, what, hint, facts: { jobId } });
}

export function hasCode(error: unknown, code: JobFault): boolean {
  return isImpactError(error) && error.code === code;
}

/** What `reading` gives, or null where it finds nothing. */
export async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (hasCode(error, "store/not-found")) return null;
    throw error;
  }
}

/** The manifest of a finished job, or null. */
export async function loadManifest(store: ArtefactStore, jobId: string): Promise<Manifest | null> {
  const manifest = await orNull(loadDocument(store, fileKey(jobId, manifestName), manifestDocument));
  if (manifest === null || (manifest.jobId === jobId && manifest.tenant === store.tenant)) return manifest;
  const what = `its manifest is of job "${manifest.jobId}" of tenant "${manifest.tenant}"`;
  const hint = `this is tenant "${store.tenant}"; write the job here rather than copying its files`;
  throw jobError("store/corrupt", jobId, what, hint);
}
