import { ImpactError, type ErrorCode } from "@ie/contracts";
import type * as Sdk from "@aws-sdk/client-s3";
import { checkEndpoint, type S3Connection } from "./s3-location.ts";

/** The SDK, which loads when a bucket is first reached, and a client. */
export interface S3 {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
}

const attempts = 4;
const connectMilliseconds = 10_000;
const requestMilliseconds = 120_000;

async function openS3(connection: S3Connection, who: string, code: ErrorCode): Promise<S3> {
  const { region, endpoint, checksums = "when_supported" } = connection;
  let sdk: S3["sdk"];
  try {
    sdk = await import("@aws-sdk/client-s3");
  } catch (cause) {
    throw new ImpactError({ code, who, what: "s3 needs @aws-sdk/client-s3", hint: "install that package", cause });
  }
  const policy = checksums === "when_required" ? "WHEN_REQUIRED" : "WHEN_SUPPORTED";
  const client = new sdk.S3Client({
    ...(region !== undefined ? { region } : endpoint === undefined ? {} : { region: "us-east-1" }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: policy,
    responseChecksumValidation: policy,
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: connectMilliseconds,
      requestTimeout: requestMilliseconds,
      throwOnRequestTimeout: true,
    },
  });
  return { sdk, client };
}

/** Opens the client at the first call and gives the same one from then on. The endpoint is checked at once. */
export function lazyS3(connection: S3Connection, who: string, code: ErrorCode): () => Promise<S3> {
  checkEndpoint(connection, who, code);
  let opened: Promise<S3> | null = null;
  return () => (opened ??= openS3(connection, who, code));
}
