import { isImpactError, unwrap, validate, type Context, type ErrorCode, type Query, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { expect } from "vitest";
import { createHttpSource, type HttpSetup } from "../../src/http/http-source.ts";
import { everythingIn } from "./everything-in.ts";
import { startHttpServer, type Answering } from "./http-server.ts";

/** The value of the secret SHOP. */
export const secret = "s3cr3t/Token+value=1";
export const rows: readonly { readonly date: string; readonly revenue: number }[] = [
  { date: "2024-01-01", revenue: 1 },
  { date: "2024-01-02", revenue: 2 },
];

export interface Loading {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly query?: Partial<Query>;
  readonly setup?: Partial<HttpSetup>;
  readonly signal?: AbortSignal;
}

export interface Loaded {
  readonly table: Table | null;
  readonly error: unknown;
  readonly asked: Awaited<ReturnType<typeof startHttpServer>>["asked"];
  /** Milliseconds of the waits, but for the timeouts, which never come. */
  readonly waits: readonly number[];
  readonly logged: string;
}

export const never: Promise<void> = new Promise<void>(() => {});

/** One load from a server that answers so. Waits are none; timeouts, of 30 s and more, never come. */
export async function load(
  answering: Answering,
  { options = {}, query = {}, setup = {}, signal }: Loading = {},
): Promise<Loaded> {
  const { url, asked } = await startHttpServer(answering);
  const waits: number[] = [];
  const lines: string[] = [];
  const log = (message: string, facts?: object): void => void lines.push(message, JSON.stringify(facts));
  const context: Context = {
    rng: createRng(1),
    log: { debug: log, info: log, warn: log },
    signal: signal ?? new AbortController().signal,
  };
  const source = createHttpSource({
    secret: (name) => ({ SHOP: secret, USER: "us€r", EMPTY: "", BROKEN: "line\nbreak" })[name],
    sleep: (milliseconds) => (milliseconds >= 30_000 ? never : Promise.resolve(void waits.push(milliseconds))),
    ...setup,
  });
  const given = unwrap(validate(source.options, { url: `${url}/metrics`, ...options }), "http", "config/invalid");
  const everything = { from: null, to: null, sampleSize: null, ...query };
  const outcome = await source.load(given, everything, context).then(
    (table) => ({ table, error: null }),
    (error: unknown) => ({ table: null, error }),
  );
  return { ...outcome, asked, waits, logged: lines.join("\n") };
}

/** The code and message of a load that is refused, after a look that nothing in it is secret. */
export async function refusal(
  answering: Answering,
  loading: Loading = {},
): Promise<{ code: ErrorCode; message: string; asked: Loaded["asked"] }> {
  const { error, logged, asked } = await load(answering, loading);
  if (!isImpactError(error)) throw error ?? new Error("it was answered");
  const everything = everythingIn(error) + logged;
  for (const form of [secret, encodeURIComponent(secret), btoa(secret), "s3cr3t"])
    expect(everything).not.toContain(form);
  expect(error.cause).toBeUndefined();
  return { code: error.code, message: error.message.replace(/127\.0\.0\.1:\d+/g, "host"), asked };
}

export const bearer: { readonly auth: { readonly bearer: { readonly secret: string } } } = {
  auth: { bearer: { secret: "SHOP" } },
};
