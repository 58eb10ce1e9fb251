/** What a failed call to S3 tells that is safe to repeat: the SDK's errors themselves may hold key ids and signed requests. */
export interface S3Fault {
  /** The SDK's name of the error, such as NoSuchKey. */
  readonly name: string;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** Of the system, such as ECONNREFUSED; null where it gave none. */
  readonly code: string | null;
  readonly attempts: number;
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** A short plain word, or null: what a server wrote is not repeated unseen. */
function word(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z0-9_]{1,60}$/.test(value) ? value : null;
}

export function faultOf(error: unknown): S3Fault {
  const metadata = property(error, "$metadata");
  const status = property(metadata, "httpStatusCode");
  const attempts = property(metadata, "attempts");
  return {
    name: word(property(error, "name")) ?? "an error without a name",
    status: typeof status === "number" ? status : null,
    code: word(property(error, "code")) ?? word(property(property(error, "cause"), "code")),
    attempts: typeof attempts === "number" ? attempts : 1,
  };
}

/** Why a call failed and what to do, in words. */
export function explain({ name, status, code, attempts }: S3Fault): { readonly what: string; readonly hint: string } {
  const answered = status === null ? name : `${status} ${name}`;
  if (/Credentials|TokenRefresh|SSO/i.test(name) && status === null) {
    return {
      what: "no credentials were found",
      hint: "give the AWS SDK some: AWS_PROFILE, AWS_ACCESS_KEY_ID or a role",
    };
  }
  if (code === "ENOTFOUND" || code === "ECONNREFUSED") {
    return { what: `the server cannot be reached, ${code}`, hint: "look at endpoint and region" };
  }
  if (name === "NoSuchBucket")
    return { what: "there is no such bucket", hint: "make it, or look at its name and region" };
  if (status === 301 || status === 307 || name === "AuthorizationHeaderMalformed") {
    return { what: `the bucket lies elsewhere, ${answered}`, hint: "add ?region= with the bucket's region" };
  }
  if (status === 401 || status === 403) {
    return {
      what: `it is not allowed, ${answered}`,
      hint: "look at the credentials and what they may do in this bucket",
    };
  }
  const tries = attempts > 1 ? ` after ${attempts} attempts` : "";
  return {
    what: `${answered}${code === null ? "" : `, ${code}`}${tries}`,
    hint: "try again; if it stays, look at the bucket and the endpoint",
  };
}

/** Whether nothing told the SDK the region. */
export function lacksRegion(error: unknown): boolean {
  return error instanceof Error && /region is missing/i.test(error.message);
}
