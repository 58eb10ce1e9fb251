import { ImpactError, isImpactError } from "@ie/contracts";
import { isPersonal, maskPersonal } from "./index.ts";

const quoted = /"((?:[^"\\]|\\.)*)"|'([^']*)'/g;

/** `text` with the personal values among what it quotes by their shape. */
export function maskQuoted(text: string): string {
  return text.replaceAll(quoted, (whole: string, double: string | undefined, single: string | undefined) => {
    const inner = double ?? single ?? "";
    return isPersonal(inner) ? whole.replace(inner, () => maskPersonal(inner)) : whole;
  });
}

function maskFact(value: unknown): unknown {
  if (typeof value === "string") return isPersonal(value) ? maskPersonal(value) : value;
  return Array.isArray(value) ? value.map(maskFact) : value;
}

/** `error` as people may see it: messages and facts repeat cells, and those are personal where they look so. */
export function maskError(error: unknown): unknown {
  if (!isImpactError(error)) return error;
  const { code, message, hint, cause } = error;
  const facts = Object.fromEntries(Object.entries(error.facts).map(([key, value]) => [key, maskFact(value)]));
  const masked = maskQuoted(message);
  if (masked === message && JSON.stringify(facts) === JSON.stringify(error.facts)) return error;
  const at = message.indexOf(": ");
  const end = hint === null ? undefined : -(hint.length + 2);
  const what = maskQuoted(message.slice(at + 2, end));
  const rest = hint === null ? {} : { hint: maskQuoted(hint) };
  return new ImpactError({ code, who: message.slice(0, at), what, ...rest, facts, cause });
}

/** What `doing` gives; its errors by {@link maskError}. */
export async function masking<T>(doing: () => T | Promise<T>): Promise<T> {
  try {
    return await doing();
  } catch (error) {
    throw maskError(error);
  }
}
