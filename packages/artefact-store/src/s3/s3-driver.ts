import { ImpactError, isImpactError, type StoreDriver } from "@ie/contracts";
import { checkDriverKey, folderConflict, foldersOf } from "../key.ts";
import { lazyS3, type S3 } from "./s3-client.ts";
import { explain, faultOf, lacksRegion } from "./s3-fault.ts";
import { readS3Location } from "./s3-location.ts";

const who = "s3 store";

export interface S3DriverOptions {
  /**
   * A text that no other process has. With it a create whose answer was lost, and which the SDK then tried again, is known as its own;
   * without it such a create says that the key was taken.
   */
  readonly writer?: string;
}

/** Rounds of a create that met another operation on its key. */
const rounds = 8;
/** Times a body that breaks off is asked for. */
const reads = 3;

/** `place`: what is read or written, for people. */
async function reporting<T>(verb: string, key: string, place: string, doing: () => Promise<T>): Promise<T> {
  try {
    return await doing();
  } catch (error) {
    if (isImpactError(error)) throw error;
    if (lacksRegion(error)) {
      throw new ImpactError({
        code: "store/unsupported",
        who,
        what: "no region is set",
        hint: "add ?region= to the store's URL",
      });
    }
    const fault = faultOf(error);
    if (fault.status === 501) {
      const hint = "the store needs conditional writes; choose a server that has them";
      throw new ImpactError({
        code: "store/unsupported",
        who,
        what: `the server lacks what it takes to ${verb} ${place}`,
        hint,
      });
    }
    const { what, hint } = explain(fault);
    const facts = { key, name: fault.name, status: fault.status, code: fault.code };
    throw new ImpactError({ code: "store/unavailable", who, what: `cannot ${verb} ${place}: ${what}`, hint, facts });
  }
}

function isAbsent(error: unknown): boolean {
  const { name, status } = faultOf(error);
  return name === "NoSuchKey" || name === "NotFound" || (status === 404 && name !== "NoSuchBucket");
}

/**
 * Artefacts in a bucket at `s3://bucket/prefix?region=&endpoint=&checksums=when_required`, one PUT each, so at most 5 GB. Credentials are
 * those that the AWS SDK finds. Create-only writes are conditional PUTs (`If-None-Match`), of which one wins; a server that takes no notice of
 * the condition is found out at the first of them, `store/unsupported`. That an artefact is not also a folder is looked at before each
 * write; S3 has no way to make two writers agree on it. Throws `store/conflict`, and `store/unavailable` where the server fails.
 */
export function s3Driver(url: string, options: S3DriverOptions = {}): StoreDriver {
  const { bucket, key: prefix, connection } = readS3Location(url, who, "store/unsupported");
  const open = lazyS3(connection, who, "store/unsupported");
  const base = prefix.replace(/\/+$/, "");
  if (
    base.split("/").some((part) => part === "." || part === "..") ||
    (base !== "" && !/^[\w!.*'()=-]+(?:\/[\w!.*'()=-]+)*$/.test(base))
  ) {
    const hint = "write names of letters, digits and _ ! . * ' ( ) = - joined by /";
    throw new ImpactError({ code: "store/unsupported", who, what: "the folder in the URL is not a plain path", hint });
  }
  const root = base === "" ? "" : `${base}/`;
  const objectOf = (key: string): string => root + checkDriverKey(key);
  const folders = new Set<string>(); // folders that hold an artefact of this driver's, and so are none themselves
  let writes = 0;
  let conditionsHold = false;

  async function head({ sdk, client }: S3, key: string): Promise<Readonly<Record<string, string>> | null> {
    try {
      const { Metadata } = await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: objectOf(key) }));
      return Metadata ?? {};
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  async function readBody({ sdk, client }: S3, key: string): Promise<Uint8Array> {
    const { Body, ContentLength } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: objectOf(key) }));
    const bytes = Body === undefined ? new Uint8Array(0) : await Body.transformToByteArray();
    if (ContentLength !== undefined && bytes.length !== ContentLength) throw new Error("the body breaks off");
    return new Uint8Array(bytes); // not a Buffer of the SDK's, whose slice() shares memory
  }

  async function read(key: string): Promise<Uint8Array | null> {
    const s3 = await open();
    for (let round = 1; ; round++) {
      try {
        return await readBody(s3, key);
      } catch (error) {
        if (isAbsent(error)) return null;
        // The SDK tries again what failed before the body began.
        if (round === reads || faultOf(error).attempts > 1 || isFinal(error)) throw error;
      }
    }
  }

  async function list(folder: string, most: number): Promise<string[]> {
    const { sdk, client } = await open();
    const Prefix = folder === "" ? root : `${objectOf(folder)}/`;
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
          ...(most < 1000 ? { MaxKeys: most } : {}),
        }),
      );
      for (const { Key } of page.Contents ?? [])
        if (Key !== undefined && !Key.endsWith("/")) keys.push(Key.slice(root.length));
      const next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      if (next !== undefined && next === token) throw new Error("the listing goes round in circles");
      token = next;
    } while (token !== undefined && keys.length < most);
    return keys.sort();
  }

  async function refuseConflict(s3: S3, key: string): Promise<void> {
    const unknown = foldersOf(key).filter((folder) => !folders.has(folder));
    const [inside, ...above] = await Promise.all([list(key, 1), ...unknown.map((folder) => head(s3, folder))]);
    const artefact = unknown.find((_, index) => above[index] !== null);
    if (artefact !== undefined) throw folderConflict(key, artefact);
    if (inside.length > 0) throw folderConflict(key, key);
  }

  async function put(
    { sdk, client }: S3,
    key: string,
    bytes: Uint8Array,
    ifAbsent: boolean,
    mark: string | null,
  ): Promise<void> {
    await client.send(
      new sdk.PutObjectCommand({
        Bucket: bucket,
        Key: objectOf(key),
        Body: bytes,
        ContentLength: bytes.length,
        ...(ifAbsent ? { IfNoneMatch: "*" } : {}),
        ...(mark === null ? {} : { Metadata: { "ie-write": mark } }),
      }),
    );
  }

  /** True where the object was made by this call. */
  async function create(s3: S3, key: string, bytes: Uint8Array): Promise<boolean> {
    const mark = options.writer === undefined ? null : `${options.writer}-${++writes}`;
    for (let round = 1; ; round++) {
      try {
        await put(s3, key, bytes, true, mark);
        return true;
      } catch (error) {
        const { status, attempts } = faultOf(error);
        if (status === 412) return attempts > 1 && mark !== null && (await head(s3, key))?.["ie-write"] === mark;
        // Another operation on the key was under way: either it made the object, or the way is free again.
        if (status !== 409 || round === rounds) throw error;
        if ((await head(s3, key)) !== null) return false;
      }
    }
  }

  /** Some servers take no notice of `If-None-Match`, and would let each of several creates win. */
  async function checkConditions(s3: S3, key: string, bytes: Uint8Array): Promise<void> {
    if (conditionsHold) return;
    if (await create(s3, key, bytes)) {
      const what = "the server overwrites what a conditional write has to keep";
      throw new ImpactError({ code: "store/unsupported", who, what, hint: "choose a server that knows If-None-Match" });
    }
    conditionsHold = true;
  }

  async function write(key: string, bytes: Uint8Array, ifAbsent: boolean): Promise<boolean> {
    const s3 = await open();
    const copy = new Uint8Array(bytes); // the caller may change its own while this waits
    await refuseConflict(s3, key);
    if (ifAbsent) {
      if (!(await create(s3, key, copy))) return false;
      await checkConditions(s3, key, copy);
    } else {
      await put(s3, key, copy, false, null);
    }
    for (const folder of foldersOf(key)) folders.add(folder);
    return true;
  }

  async function remove(key: string): Promise<void> {
    folders.clear();
    const { sdk, client } = await open();
    await client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: objectOf(key) }));
  }

  const placeOf = (key: string): string => JSON.stringify(`s3://${bucket}/${root}${key}`);

  return {
    read: (key) => reporting("read", key, placeOf(key), () => read(checkDriverKey(key))),
    write: (key, bytes, { ifAbsent }) =>
      reporting("write", key, placeOf(key), () => write(checkDriverKey(key), bytes, ifAbsent)),
    list: (folder) =>
      reporting("list", folder, placeOf(folder), () => list(folder === "" ? "" : checkDriverKey(folder), Infinity)),
    remove: (key) => reporting("remove", key, placeOf(key), () => remove(checkDriverKey(key))),
    url: (key) => `s3://${bucket}/${objectOf(key)}`,
  };
}

/** Whether another attempt cannot help: the server has answered. */
function isFinal(error: unknown): boolean {
  return faultOf(error).status !== null;
}
