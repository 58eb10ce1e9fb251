import * as z from "zod";
import { defineDocument, schemaVersion, type DocumentType } from "../document.ts";

/** One file of a job. */
export interface ManifestEntry {
  /** Key below the job's folder. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** What wrote it, such as `run@0.1.0`. */
  readonly producer: string;
}

/** What a job directory holds; written last, so a job without a manifest is not finished. */
export interface Manifest {
  readonly jobId: string;
  readonly tenant: string;
  /** ISO 8601, given by the application; null keeps the bytes independent of the clock. */
  readonly createdAt: string | null;
  readonly artefacts: readonly ManifestEntry[];
}

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, {
  error: "is not a relative key of letters, digits, dots, hyphens and underscores",
});

const wire = z.looseObject({
  schema_version: schemaVersion,
  job_id: name,
  tenant: z.string().min(1),
  created_at: z.iso.datetime().nullable().default(null),
  artefacts: z.array(
    z.object({
      name,
      sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: "is not 64 hexadecimal digits" }),
      bytes: z.int().min(0),
      media_type: z.string(),
      producer: z.string(),
    }),
  ),
});

export const manifest: DocumentType<Manifest> = defineDocument({
  name: "manifest",
  version: "1.0",
  wire,
  invariants: (m, fault) => {
    const names = m.artefacts.map((entry) => entry.name);
    names.forEach((entry, index) => {
      if (names.indexOf(entry) < index)
        fault(["artefacts", index, "name"], `"${entry}" is listed twice; each file once`);
    });
  },
  read: (m) => ({
    jobId: m.job_id,
    tenant: m.tenant,
    createdAt: m.created_at,
    artefacts: m.artefacts.map(({ media_type: mediaType, ...entry }) => ({ mediaType, ...entry })),
  }),
  write: (m) => ({
    schema_version: "1.0",
    job_id: m.jobId,
    tenant: m.tenant,
    created_at: m.createdAt,
    artefacts: m.artefacts.map(({ mediaType, ...entry }) => ({ media_type: mediaType, ...entry })),
  }),
});
