import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What to answer: JSON of a value, or by hand. */
export type Answering = (asked: Asked, response: ServerResponse, count: number) => unknown;

export interface HttpServer {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** A server that ends with the test. What `answering` returns, unless undefined, is sent as JSON; `count` is from 1. */
export async function startHttpServer(answering: Answering): Promise<HttpServer> {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = request;
    const query = new URL(url, "http://x").searchParams;
    asked.push({ method, path: url, query, headers, body: await text(request) });
    const value = answering(asked.at(-1)!, response, asked.length);
    if (value === undefined) return;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }; // it listens on a port
}
