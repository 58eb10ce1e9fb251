import type { OpenObjects } from "@ie/contracts";
import { httpObjects } from "@ie/measure";

/** Files by URL scheme, for the source `file`. The SDK of S3 loads when a bucket is first read. */
export function remoteObjects(): Readonly<Record<"https" | "http" | "s3", OpenObjects>> {
  let buckets: Promise<OpenObjects> | null = null;
  const s3: OpenObjects = async (location, context) => {
    buckets ??= import("@ie/artefact-store/s3").then(({ s3Objects }) => s3Objects());
    return (await buckets)(location, context);
  };
  return { https: httpObjects(), http: httpObjects({ allowInsecure: true }), s3 }; // `file` opens http: only where its options say so
}
