/** A secret by its name; the value never stands in a configuration. */
export interface SecretReference {
  readonly secret: string;
}

/** How a request proves who sends it. `fault`: what was written instead, told only when the source loads, without the value. */
export type Auth =
  | { readonly kind: "bearer"; readonly secret: string }
  | { readonly kind: "basic"; readonly username: string | SecretReference; readonly password: SecretReference }
  | { readonly kind: "header"; readonly name: string; readonly prefix: string; readonly secret: string }
  | { readonly kind: "query"; readonly name: string; readonly secret: string }
  | { readonly kind: "fault"; readonly what: string };

const kinds = "bearer, basic, header or query";
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fault(what: string): Auth {
  return { kind: "fault", what };
}

/** The name in `{ secret: NAME }`, and in others null. */
export function secretName(value: unknown): string | null {
  if (!isObject(value) || Object.keys(value).join() !== "secret") return null;
  const { secret } = value;
  return typeof secret === "string" && /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(secret) ? secret : null;
}

function readBasic(value: unknown): Auth {
  if (!isObject(value) || Object.keys(value).sort().join() !== "password,username") {
    return fault("auth.basic takes username and password");
  }
  const secret = secretName(value["password"]);
  if (secret === null) return fault("auth.basic.password is not { secret: NAME }");
  const password = { secret };
  const { username } = value;
  const hidden = secretName(username);
  if (hidden !== null) return { kind: "basic", username: { secret: hidden }, password };
  if (typeof username !== "string" || username === "" || username.includes(":")) {
    return fault("auth.basic.username is neither a text without a colon nor { secret: NAME }");
  }
  return { kind: "basic", username, password };
}

function readNamed(kind: "header" | "query", value: unknown): Auth {
  const known = kind === "header" ? ["name", "secret", "prefix"] : ["name", "secret"];
  const odd = isObject(value) ? Object.keys(value).find((key) => !known.includes(key)) : undefined;
  if (!isObject(value) || odd !== undefined) return fault(`auth.${kind} takes ${known.join(", ")}`);
  const { name, prefix = "" } = value;
  const secret = secretName({ secret: value["secret"] });
  if (secret === null) return fault(`auth.${kind}.secret is not the name of a secret`);
  if (typeof name !== "string" || !(kind === "header" ? headerName : /^.+$/).test(name)) {
    return fault(`auth.${kind}.name is not a ${kind === "header" ? "header" : "parameter"}`);
  }
  if (kind === "query") return { kind, name, secret };
  if (typeof prefix !== "string" || !/^[\x20-\x7e]*$/.test(prefix))
    return fault("auth.header.prefix is not plain text");
  return { kind, name, prefix, secret };
}

/**
 * The `auth` of a configuration. What is wrong with it is a value and no issue: issues are shown with the line that they stand in, and a
 * credential written there by mistake would be shown with it.
 */
export function readAuth(value: unknown): Auth {
  const entries = isObject(value) ? Object.entries(value) : [];
  const [kind, given] = entries[0] ?? [];
  if (entries.length !== 1) return fault(`auth is not one of ${kinds}`);
  if (kind === "basic") return readBasic(given);
  if (kind === "header" || kind === "query") return readNamed(kind, given);
  if (kind !== "bearer") return fault(`auth is not one of ${kinds}`);
  const secret = secretName(given);
  return secret === null ? fault("auth.bearer is not { secret: NAME }") : { kind, secret };
}

/** Headers that hold credentials, and so are never written out in a configuration. */
export function isCredentialHeader(name: string): boolean {
  return /^(?:authorization|proxy-authorization|cookie|x-api-key|x-auth-token)$/i.test(name);
}
