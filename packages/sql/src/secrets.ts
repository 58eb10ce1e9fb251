/** The value of a secret that a configuration names, or undefined where it is not set. */
export type Secrets = (name: string) => string | undefined;
