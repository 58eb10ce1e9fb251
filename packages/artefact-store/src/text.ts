import { ImpactError } from "@ie/contracts";

/** UTF-8 of `text`; throws `document/invalid` where a lone surrogate would be lost. */
export function encodeText(text: string, who: string): Uint8Array {
  const lone = text.search(/\p{Surrogate}/u);
  if (lone >= 0) {
    throw new ImpactError({
      code: "document/invalid",
      who,
      what: `the text has a lone surrogate at ${lone}, which UTF-8 would lose`,
      hint: "write bytes, or well-formed text",
    });
  }
  return new TextEncoder().encode(text);
}

/** The text of UTF-8 `bytes`, without a byte-order mark; throws `store/corrupt` with the first byte that is not UTF-8. */
export function decodeText(bytes: Uint8Array, key: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const readable = new TextEncoder().encode(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    const offset = bytes.findIndex((byte, index) => byte !== readable[index]);
    throw new ImpactError({
      code: "store/corrupt",
      who: `artefact "${key}"`,
      what: `not UTF-8 at byte ${offset}`,
      hint: "write it again, or read its bytes",
      facts: { key, offset },
      cause,
    });
  }
}
