import {
  encodeJson,
  ImpactError,
  jsonFault,
  unwrap,
  type ArtefactStore,
  type DocumentType,
  type Json,
} from "@ie/contracts";
import { decodeText, encodeText } from "./text.ts";

export interface WriteOptions {
  /** Overwrite what is there; otherwise that is `store/exists`. */
  readonly replace?: boolean;
}

function parseJson(text: string, key: string): Json {
  try {
    return JSON.parse(text) as Json; // what JSON.parse gives without a reviver
  } catch (cause) {
    const offset = jsonFault(text);
    const before = text.slice(0, offset).split("\n");
    const [line, column] = [before.length, before.at(-1)!.length + 1]; // split gives at least one part
    throw new ImpactError({
      code: "store/corrupt",
      who: `artefact "${key}"`,
      what: offset === text.length ? "JSON ends too soon" : `not JSON at "${text.slice(offset, offset + 20)}"`,
      hint: `see line ${line}, column ${column}`,
      facts: { key, offset, line, column },
      cause,
    });
  }
}

/**
 * Writes `value` as JSON and gives the artefact's URL. What JSON would lose (NaN, undefined, Map, …) throws
 * `document/invalid` with its path; a key that holds something, `store/exists`.
 */
export async function storeJson(
  store: ArtefactStore,
  key: string,
  value: unknown,
  options: WriteOptions = {},
): Promise<string> {
  return store.write(key, encodeText(encodeJson(value), `artefact "${key}"`), options);
}

/** The JSON under `key`. Throws `store/not-found`, or `store/corrupt` with line and column where it is not JSON. */
export async function loadJson(store: ArtefactStore, key: string): Promise<Json> {
  return parseJson(decodeText(await store.read(key), key), key);
}

/** Writes a document in its published form and gives its URL; throws `document/invalid` where `value` breaks an invariant. */
export async function storeDocument<T>(
  store: ArtefactStore,
  key: string,
  documentType: DocumentType<T>,
  value: T,
  options: WriteOptions = {},
): Promise<string> {
  return storeJson(store, key, documentType.format(value), options);
}

/** The document under `key`. Throws as {@link loadJson} does, and `document/invalid` with every fault where it is not one. */
export async function loadDocument<T>(store: ArtefactStore, key: string, documentType: DocumentType<T>): Promise<T> {
  return unwrap(documentType.parse(await loadJson(store, key)), `artefact "${key}"`);
}
