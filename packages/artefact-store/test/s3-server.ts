import { buildApp } from "fauxqs";

export interface S3Server {
  /** Store URL of a folder of its own in the bucket. */
  url(folder?: string): string;
  readonly bucket: string;
  readonly endpoint: string;
  /** Requests that were answered, as "PUT key". */
  readonly seen: string[];
  /** Answers, once each in this order, given instead of the server's own to requests with this method. */
  readonly answers: {
    readonly method: string;
    readonly status: number;
    readonly code: string;
    readonly after?: true;
  }[];
  /** Whether `If-None-Match` is heeded; the server alone takes no notice of it. */
  conditional: boolean;
  /** Puts an object there, whatever its name. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

function fault(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>m</Message></Error>`;
}

/** An S3 server in this process, with conditional creates and injected faults. `after`: the request is done all the same. */
export async function startS3Server(): Promise<S3Server> {
  process.env["AWS_ACCESS_KEY_ID"] = "AKIATESTTESTTEST";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test-secret-access-key";
  const app = buildApp({ logger: false });
  const taken = new Set<string>();
  const bucket = "test-bucket";
  let folders = 0;
  let endpoint = "";
  const server: S3Server = {
    bucket,
    get endpoint() {
      return endpoint;
    },
    url: (folder = `folder-${++folders}`) => `s3://${bucket}/${folder}?region=eu-central-1&endpoint=${endpoint}`,
    seen: [],
    answers: [],
    conditional: true,
    put: async (key, bytes) => {
      await app.inject({ method: "PUT", url: `/${bucket}/${key}`, payload: Buffer.from(bytes) });
    },
    stop: () => app.close(),
  };
  // Handlers do their work in the same turn as this hook, so that looking and writing are one.
  app.addHook("preHandler", (request, reply, done) => {
    const { method } = request;
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    server.seen.push(`${method} ${path.slice(bucket.length + 2)}`);
    const next = server.answers[0];
    if (next?.method === method && next.after !== true) {
      server.answers.shift();
      void reply.code(next.status).type("application/xml").send(fault(next.code));
      return;
    }
    if (method === "PUT" && server.conditional && request.headers["if-none-match"] === "*" && taken.has(path)) {
      void reply.code(412).type("application/xml").send(fault("PreconditionFailed"));
      return;
    }
    if (method === "PUT") taken.add(path);
    if (method === "DELETE") taken.delete(path);
    done();
  });
  app.addHook("onSend", (request, reply, payload, done) => {
    const next = server.answers[0];
    if (next?.method === request.method && next.after === true && reply.statusCode === 200) {
      server.answers.shift();
      void reply.code(next.status).type("application/xml");
      done(null, fault(next.code));
      return;
    }
    done(null, payload);
  });
  endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  await app.inject({ method: "PUT", url: `/${bucket}` });
  return server;
}
