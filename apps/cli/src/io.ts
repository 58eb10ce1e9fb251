/** What a command may reach of the process. */
export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdin: () => Promise<string>;
  readonly signal: AbortSignal;
  /** Of this command line. */
  readonly version: string;
}

/** A mistake in how the command was called. */
export class UsageError extends Error {}
