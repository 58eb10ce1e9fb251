import { ImpactError, isImpactError, type DataObject, type OpenObjects } from "@ie/contracts";
import { lazyS3, type S3 } from "./s3-client.ts";
import { explain, faultOf, lacksRegion } from "./s3-fault.ts";
import { readS3Location, type S3Connection } from "./s3-location.ts";

export interface S3ObjectsOptions extends S3Connection {
  /** Speaker of the errors; default `file`. */
  readonly who?: string;
  /** Most objects below one folder. Default 100,000. */
  readonly mostObjects?: number;
}

/** Bytes asked for at once where an object is streamed. */
const part = 8 * 2 ** 20;
/** Times a part that breaks off is asked for. */
const reads = 4;

interface Found {
  readonly key: string;
  readonly bytes: number;
  /** So that all parts are of one version. */
  readonly tag: string | undefined;
}

interface Place {
  readonly who: string;
  readonly bucket: string;
  readonly s3: S3;
  readonly signal: AbortSignal;
}

/** What `doing` gives; a fault of S3 becomes an error that repeats nothing of the request. */
async function reporting<T>(who: string, shown: string, signal: AbortSignal, doing: () => Promise<T>): Promise<T> {
  try {
    return await doing();
  } catch (error) {
    signal.throwIfAborted();
    if (isImpactError(error)) throw error;
    if (lacksRegion(error)) {
      throw new ImpactError({
        code: "config/invalid",
        who,
        what: `"${shown}": no region is set`,
        hint: "add ?region= to the path",
      });
    }
    const fault = faultOf(error);
    const denied = fault.status === 401 || fault.status === 403;
    const absent = fault.status !== null && fault.status < 500 && fault.status !== 429;
    const code = denied ? "data/denied" : absent ? "data/unreadable" : "data/unavailable";
    const { what, hint } =
      fault.status === 412 ? { what: "it changed while it was read", hint: "read it again" } : explain(fault);
    const facts = { name: fault.name, status: fault.status, code: fault.code };
    throw new ImpactError({ code, who, what: `cannot read "${shown}": ${what}`, hint, facts });
  }
}

function changed(who: string, shown: string): ImpactError {
  return new ImpactError({
    code: "data/unreadable",
    who,
    what: `cannot read "${shown}": it changed while it was read`,
    hint: "read it again",
  });
}

async function lookUp({ bucket, s3, signal }: Place, key: string): Promise<Found | null> {
  try {
    const command = new s3.sdk.HeadObjectCommand({ Bucket: bucket, Key: key });
    const { ContentLength = 0, ETag } = await s3.client.send(command, { abortSignal: signal });
    return { key, bytes: ContentLength, tag: ETag };
  } catch (error) {
    const { name, status } = faultOf(error);
    if (status === 404 && name !== "NoSuchBucket") return null;
    throw error;
  }
}

/** Objects below `prefix`, but for markers of folders and what tools hide behind "_" and "." (as Hive's readers do). */
async function listBelow({ who, bucket, s3, signal }: Place, prefix: string, most: number): Promise<Found[]> {
  const found: Found[] = [];
  let token: string | undefined;
  do {
    const command = new s3.sdk.ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page = await s3.client.send(command, { abortSignal: signal });
    for (const { Key, Size = 0, ETag } of page.Contents ?? []) {
      if (Key === undefined || /(?:^|\/)[_.][^/]*(?:\/|$)|\/$/.test(Key.slice(prefix.length))) continue;
      found.push({ key: Key, bytes: Size, tag: ETag });
    }
    if (found.length > most) {
      const what = `"s3://${bucket}/${prefix}" holds more than ${most} objects`;
      throw new ImpactError({ code: "data/too-large", who, what, hint: "name a folder with fewer" });
    }
    const next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    if (next !== undefined && next === token) throw new Error("the listing goes round in circles");
    token = next;
  } while (token !== undefined);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function dataObject({ who, bucket, s3, signal }: Place, { key, bytes, tag }: Found): DataObject {
  const name = `s3://${bucket}/${key}`;
  const readOnce = async (start: number, end: number): Promise<Uint8Array> => {
    const command = new s3.sdk.GetObjectCommand({
      Bucket: bucket,
      Key: key,
      Range: `bytes=${start}-${end - 1}`,
    });
    const { Body, ETag } = await s3.client.send(command, { abortSignal: signal });
    // Compared here, since servers differ in how they take If-Match.
    if (tag !== undefined && ETag !== undefined && ETag !== tag) throw changed(who, name);
    const read = Body === undefined ? new Uint8Array(0) : await Body.transformToByteArray();
    if (read.length !== end - start) throw new Error("the body breaks off");
    return read;
  };
  const slice = async (start: number, end: number): Promise<Uint8Array> => {
    const [from, to] = [Math.min(start, bytes), Math.min(end, bytes)];
    if (from >= to) return new Uint8Array(0);
    return reporting(who, name, signal, async () => {
      for (let round = 1; ; round++) {
        try {
          return await readOnce(from, to);
        } catch (error) {
          signal.throwIfAborted();
          if (isImpactError(error)) throw error;
          const { status, attempts } = faultOf(error);
          if (round === reads || status !== null || attempts > 1) throw error; // what comes before the body, the SDK tries again
        }
      }
    });
  };
  return {
    name,
    bytes,
    slice,
    stream: async function* () {
      for (let at = 0; at < bytes; at += part) yield await slice(at, at + part);
    },
  };
}

/**
 * Opens `s3://bucket/key`, or where that is a folder all objects below it, sorted. `?region=`, `?endpoint=` and `?checksums=` may stand in the
 * path too. Credentials are those that the AWS SDK finds. Errors: `data/unreadable`, `data/denied`, `data/unavailable` after the SDK's
 * retries; `config/invalid` for the path.
 */
export function s3Objects(options: S3ObjectsOptions = {}): OpenObjects {
  const { who = "file", mostObjects = 100_000, ...connection } = options;
  const opened = new Map<string, () => Promise<S3>>();
  return async (location, { signal }) => {
    const { bucket, key, connection: own } = readS3Location(location, who, "config/invalid");
    const merged = { ...connection, ...own };
    const id = JSON.stringify(merged);
    const open = opened.get(id) ?? lazyS3(merged, who, "config/invalid");
    opened.set(id, open);
    return reporting(who, `s3://${bucket}/${key}`, signal, async () => {
      const place: Place = { who, bucket, s3: await open(), signal };
      const one = key === "" || key.endsWith("/") ? null : await lookUp(place, key);
      if (one !== null) return [dataObject(place, one)];
      const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
      const found = await listBelow(place, prefix, mostObjects);
      if (found.length > 0) return found.map((each) => dataObject(place, each));
      const what = `there is nothing at "s3://${bucket}/${key}"`;
      throw new ImpactError({ code: "data/unreadable", who, what, hint: "look at the bucket and the key" });
    });
  };
}
