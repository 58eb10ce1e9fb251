import { ImpactError, suggestName, type ErrorCode } from "@ie/contracts";

/** How to reach a bucket; credentials are the SDK's own matter. */
export interface S3Connection {
  /** Default: as the SDK finds it; with an endpoint of its own, `us-east-1`. */
  readonly region?: string;
  /** Address of a server that speaks S3; it is asked path-style. */
  readonly endpoint?: string;
  /** `when_required` for servers that do not know the checksums which the SDK adds by default. */
  readonly checksums?: "when_supported" | "when_required";
  /** Whether an endpoint may be `http:` beyond this machine. */
  readonly allowInsecure?: boolean;
}

export interface S3Location {
  readonly bucket: string;
  /** Without a slash in front; "" for the whole bucket. */
  readonly key: string;
  readonly connection: S3Connection;
}

const parameters = ["region", "endpoint", "checksums", "allow_insecure"];

/** Reads `s3://bucket/key?region=…`. The text itself stays out of the messages: it may hold credentials. */
export function readS3Location(text: string, who: string, code: ErrorCode): S3Location {
  const refuse = (what: string, hint: string): ImpactError => new ImpactError({ code, who, what, hint });
  const example = 'write one such as "s3://bucket/folder?region=eu-central-1"';
  if (/^s3:\/\/[^/?#]*@/i.test(text)) {
    throw refuse("the s3 URL holds credentials", "leave them out; they come from the environment or the profile");
  }
  const [, bucket = "", key = "", query = ""] = /^s3:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/i.exec(text) ?? [];
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    // What is not shown may be a password before an @ that the expression did not see.
    const isPlain = /^[\w.-]{1,80}$/.test(bucket);
    throw refuse(isPlain ? `"${bucket}" is no name of a bucket` : "the s3 URL names no bucket", example);
  }
  const given = new URLSearchParams(query);
  for (const name of given.keys()) {
    if (parameters.includes(name)) continue;
    throw refuse(`the s3 URL has an unknown parameter ${JSON.stringify(name)}`, suggestName(name, parameters));
  }
  const region = given.get("region");
  const endpoint = given.get("endpoint");
  const checksums = given.get("checksums");
  const insecure = given.get("allow_insecure");
  if (region !== null && !/^[a-z0-9-]{1,64}$/i.test(region)) throw refuse("region is no name of a region", example);
  if (checksums !== null && checksums !== "when_supported" && checksums !== "when_required") {
    throw refuse("checksums is of no known kind", "write when_supported or when_required");
  }
  if (insecure !== null && insecure !== "true")
    throw refuse("allow_insecure is not true", "write true, or leave it out");
  const connection: S3Connection = {
    ...(region === null ? {} : { region }),
    ...(endpoint === null ? {} : { endpoint }),
    ...(checksums === null ? {} : { checksums }),
    ...(insecure === null ? {} : { allowInsecure: true }),
  };
  return { bucket, key, connection };
}

/** Throws where the connection's endpoint is no address, holds credentials or is not encrypted. */
export function checkEndpoint({ endpoint, allowInsecure = false }: S3Connection, who: string, code: ErrorCode): void {
  if (endpoint === undefined) return;
  const refuse = (what: string, hint: string): ImpactError => new ImpactError({ code, who, what, hint });
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw refuse("the endpoint is no address", 'write one such as "https://s3.example.com"');
  }
  if (url.username !== "" || url.password !== "") throw refuse("the endpoint holds credentials", "leave them out");
  if (url.search !== "" || url.hash !== "") throw refuse("the endpoint has a query", "leave it out");
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === "http:" && !isLocal && !allowInsecure) {
    throw refuse(`the endpoint "${url.origin}" is not encrypted`, "use https:, or add allow_insecure=true");
  }
}
