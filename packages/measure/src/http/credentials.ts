import { isCredentialHeader, type Auth, type SecretReference } from "./auth.ts";
import type { KnownSecrets, Speaker } from "./speaker.ts";
import type { Secret } from "./transport.ts";

/** What goes to the origin of the configured address, and to no other. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names of the secrets in them, for messages. */
  readonly names: readonly string[];
}

export const noCredentials: Credentials = { headers: {}, query: {}, names: [] };

/** Base64 of the UTF-8 of `text`, as RFC 7617 has it. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Looks secrets up and remembers the forms in which they are sent. */
export interface SecretLookup {
  readonly value: (name: string, speaker: Speaker) => string;
  readonly remember: (name: string, form: string) => void;
  readonly known: () => KnownSecrets;
}

export function secretLookup(secret: Secret): SecretLookup {
  const remembered: (readonly [string, string])[] = [];
  const remember = (name: string, form: string): void => void remembered.push([name, form]);
  return {
    known: () => remembered,
    remember,
    value: (name, speaker) => {
      const value = secret(name);
      if (value === undefined || value === "") {
        const what = `the secret "${name}" is ${value === "" ? "empty" : "not set"}`;
        const hint = `with ie, set the environment variable IE_SECRET_${name}`;
        throw speaker.fail("config/missing-secret", what, hint, { secret: name });
      }
      const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
      const inQuery = new URLSearchParams({ "": value }).toString().slice(1);
      const forms = [value, encodeURIComponent(value), inQuery, base64(value), escaped(value), escaped(escaped(value))];
      for (const form of forms) remember(name, form);
      return value;
    },
  };
}

/** A value that a header can hold; a platform's own refusal would quote it. */
function headerValue(name: string, value: string, speaker: Speaker): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return value;
  throw speaker.fail(
    "config/invalid",
    `the secret "${name}" cannot be sent in a header: it has a line break, a blank at an end, or a character beyond ASCII`,
    "set it without them",
    { secret: name },
  );
}

/** The credentials of one configuration. */
export function resolveCredentials(
  auth: Auth | null,
  headers: Readonly<Record<string, string | SecretReference>>,
  lookup: SecretLookup,
  speaker: Speaker,
): Credentials {
  const sent: Record<string, string> = {};
  const names: string[] = [];
  const resolve = (name: string): string => {
    names.push(name);
    return lookup.value(name, speaker);
  };
  for (const [header, value] of Object.entries(headers)) {
    if (typeof value === "object") sent[header] = headerValue(value.secret, resolve(value.secret), speaker);
    else if (isCredentialHeader(header)) {
      throw speaker.fail("config/invalid", `headers writes out "${header}"`, "give it by auth, or as { secret: NAME }");
    } else sent[header] = value;
  }
  const query: Record<string, string> = {};
  switch (auth?.kind) {
    case "fault": {
      const hint = "credentials are given by name, such as auth: { bearer: { secret: SHOP } }";
      throw speaker.fail("config/invalid", auth.what, hint);
    }
    case "bearer":
      sent["authorization"] = `Bearer ${headerValue(auth.secret, resolve(auth.secret), speaker)}`;
      break;
    case "header":
      sent[auth.name] = auth.prefix + headerValue(auth.secret, resolve(auth.secret), speaker);
      break;
    case "query":
      query[auth.name] = resolve(auth.secret);
      break;
    case "basic": {
      const user = typeof auth.username === "string" ? auth.username : resolve(auth.username.secret);
      const pair = base64(`${user}:${resolve(auth.password.secret)}`);
      lookup.remember(auth.password.secret, pair);
      sent["authorization"] = `Basic ${pair}`;
      break;
    }
    case undefined:
  }
  return { headers: sent, query, names };
}
