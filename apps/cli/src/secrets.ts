import { env } from "node:process";
import type { Secrets } from "@ie/sql";

/** What stands before a secret's name in the environment. */
const secretPrefix = "IE_SECRET_";

/**
 * Secrets of the environment: `{ secret: SHOP }` in a configuration is the variable `IE_SECRET_SHOP`. The prefix is the allow-list: a
 * configuration that somebody else wrote can send no other variable of the machine to a server of its choice.
 */
export function environmentSecrets(variables: Readonly<Record<string, string | undefined>> = env): Secrets {
  return (name) => variables[secretPrefix + name];
}
