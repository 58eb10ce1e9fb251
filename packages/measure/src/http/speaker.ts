import { ImpactError, type ErrorCode, type Facts } from "@ie/contracts";

/** Makes the errors of one source; no secret that it knows of gets into them. */
export interface Speaker {
  readonly who: string;
  fail(code: ErrorCode, what: string, hint: string, facts?: Facts): ImpactError;
  /** An error of another hand, such as a parser's that quotes a cell, without secrets and without its cause. */
  cleaned(error: ImpactError): ImpactError;
  /** `text` with the secrets in it replaced by their names. */
  redact(text: string): string;
}

/** Secrets by name, in every form in which they were sent. */
export type KnownSecrets = readonly (readonly [name: string, form: string])[];

/** Of longer forms this much is enough to be replaced, since messages cut long values short. */
const enough = 12;

/** `text` with `form`, and what begins like it, replaced. */
function withoutForm(text: string, form: string, label: string): string {
  const start = form.slice(0, enough);
  let shown = "";
  let from = 0;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
    let length = start.length;
    while (length < form.length && text[at + length] === form[length]) length++;
    shown += text.slice(from, at) + label;
    from = at + length;
  }
  return shown + text.slice(from);
}

/** Below this a text occurs by chance, and replacing it would tell where. */
const shortest = 4;

/**
 * Errors carry no `cause`: what a platform's fetch, or a parser of what the server sent, throws may quote the request or the answer.
 */
export function createSpeaker(who: string, known: () => KnownSecrets): Speaker {
  const redact = (text: string): string => {
    const forms = known().filter(([, form]) => form.length >= shortest);
    const longestFirst = forms.toSorted(([, a], [, b]) => b.length - a.length);
    return longestFirst.reduce((shown, [name, form]) => withoutForm(shown, form, `[secret ${name}]`), text);
  };
  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return redact(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), clean(item)]));
  };
  const fail: Speaker["fail"] = (code, what, hint, facts = {}) =>
    new ImpactError({ code, who, what: redact(what), hint: redact(hint), facts: clean(facts) as Facts }); // same shape
  return {
    who,
    redact,
    fail,
    cleaned: (error) => {
      if (error.cause === undefined && known().length === 0) return error;
      const start = error.message.startsWith(`${who}: `) ? who.length + 2 : 0;
      const end = error.hint === null ? undefined : -(error.hint.length + 2);
      return fail(error.code, error.message.slice(start, end), error.hint ?? "look at the answer", error.facts);
    },
  };
}
