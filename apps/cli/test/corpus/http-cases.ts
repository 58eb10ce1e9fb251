import { people, peopleJson, secret, type CorpusCase } from "./corpus-case.ts";

type Serve = NonNullable<CorpusCase["serve"]>;

const json: Serve = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end(peopleJson);
const status =
  (code: number, body = "no"): Serve =>
  (_, response) =>
    void response.writeHead(code, { "content-type": "text/plain" }).end(body);

function http(
  name: string,
  serve: Serve,
  rest: Pick<CorpusCase, "code" | "place"> &
    Partial<CorpusCase> & { readonly config?: Readonly<Record<string, unknown>> },
): CorpusCase {
  const { config, ...others } = rest;
  const base = { url: "$URL/rows", allow_insecure: true, retries: 1, timeout_seconds: 2, total_timeout_seconds: 6 };
  return {
    kind: "http",
    name,
    serve,
    source: { type: "http", config: { ...base, auth: { bearer: { secret: "CORPUS" } }, ...config } },
    exitCode: 3,
    ...others,
  };
}

const paging = { paging: { type: "cursor", path: "next" }, records: "rows", max_pages: 5 };

export const httpCases: readonly CorpusCase[] = [
  http("not broken", json, { code: null, exitCode: 0, place: /60 rows|"rows":\s*60/ }),
  http("not broken: CSV", (_, response) => response.writeHead(200, { "content-type": "text/csv" }).end(people()), {
    code: null,
    exitCode: 0,
    place: /60 rows|"rows":\s*60/,
  }),
  http("a server that fails", status(500), { code: "data/unavailable", place: /127\.0\.0\.1.*500|500.*127\.0\.0\.1/ }),
  http(
    "a server that is busy for an hour",
    (_, response) => void response.writeHead(503, { "retry-after": "3600" }).end(),
    { code: "data/unavailable", place: /503/ },
  ),
  http("no such page", status(404), { code: "data/unreadable", place: /404/ }),
  http("a sign-in that is refused", status(401), { code: "data/denied", exitCode: 4, place: /401/ }),
  http(
    "an error that repeats the secret",
    (request, response) =>
      void response.writeHead(400).end(`bad ${request.headers.authorization} ${secret} ${encodeURIComponent(secret)}`),
    { code: "data/unreadable", place: /400/ },
  ),
  http(
    "records that repeat the secret",
    (_, response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(peopleJson.replace('"spend":12', `"spend":${JSON.stringify(secret)}`)),
    { code: "data/unreadable", place: /record.*spend/ },
  ),
  http("a server that never answers", () => {}, { code: "data/unavailable", place: /2 s/ }),
  http(
    "an answer that drips for ever",
    (_, response) => {
      response.writeHead(200, { "content-type": "text/csv" });
      const timer = setInterval(() => response.write("1,2\n"), 50);
      response.on("close", () => clearInterval(timer));
    },
    { code: "data/unavailable", place: /s\b/ },
  ),
  http(
    "an answer that breaks off",
    (_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "9999" });
      response.write(peopleJson.slice(0, 200), () => response.destroy());
    },
    { code: "data/unavailable", place: /rows/ },
  ),
  http("a connection that is reset", (request) => request.socket.destroy(), {
    code: "data/unavailable",
    place: /127\.0\.0\.1/,
  }),
  http(
    "HTML in place of JSON",
    (_, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>Please sign in</html>"),
    { code: "data/unreadable", place: /web page/ },
  ),
  http(
    "JSON that is cut off",
    (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end(peopleJson.slice(0, 90)),
    { code: "data/unreadable", place: /rows/ },
  ),
  http(
    "an empty answer",
    (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end(""),
    { code: "data/unreadable", place: /rows/ },
  ),
  http(
    "an empty list",
    (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end("[]"),
    { code: "data/too-few-rows", place: /http/ },
  ),
  http(
    "a list elsewhere",
    (_, response) =>
      void response.writeHead(200, { "content-type": "application/json" }).end(`{"data": ${peopleJson}}`),
    { code: "data/unreadable", place: /records|list/ },
  ),
  http(
    "gzip that is none",
    (_, response) =>
      void response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(peopleJson),
    { code: "data/unavailable", place: /rows/ },
  ),
  http("redirects in a circle", (_, response) => void response.writeHead(302, { location: "/rows" }).end(), {
    code: "data/unreadable",
    place: /redirect|302/,
  }),
  http(
    "a redirect to another server",
    (_, response) => void response.writeHead(302, { location: "http://localhost:1/steal" }).end(),
    { code: "data/unavailable", place: /127\.0\.0\.1/ },
  ),
  http(
    "a redirect to a file",
    (_, response) => void response.writeHead(302, { location: "file:///etc/passwd" }).end(),
    { code: "data/denied", exitCode: 4, place: /file:/ },
  ),
  http(
    "pages in a circle",
    (_, response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(`{"rows": ${peopleJson}, "next": "/rows"}`),
    { config: paging, code: "data/unreadable", place: /page/ },
  ),
  http(
    "pages without end",
    (request, response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(
          `{"rows": ${peopleJson}, "next": "/rows?after=${Number(new URL(request.url ?? "", "http://x").searchParams.get("after")) + 1}"}`,
        ),
    { config: paging, code: "data/too-large", place: /5/ },
  ),
  http(
    "not broken: a redirect to another server, which gets no secret",
    (request, response) => {
      const isOther = request.headers.host?.startsWith("localhost") === true;
      if (!isOther) response.writeHead(302, { location: `http://localhost:${request.socket.localPort}/rows` }).end();
      else if (request.headers.authorization === undefined) json(request, response);
      else response.writeHead(418).end();
    },
    { code: null, exitCode: 0, place: /60 rows|"rows":\s*60/ },
  ),
  http(
    "a next page on another server",
    (_, response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(`{"rows": ${peopleJson}, "next": "http://localhost:1/steal"}`),
    { config: paging, code: "data/unavailable", place: /localhost/ },
  ),
  http(
    "an answer larger than is allowed",
    (_, response) => void response.writeHead(200, { "content-type": "text/csv" }).end(people()),
    { config: { max_bytes: 100 }, code: "data/too-large", place: /100/ },
  ),
  http("a secret that is not set", json, {
    config: { auth: { bearer: { secret: "CORPUS_ABSENT" } } },
    code: "config/missing-secret",
    exitCode: 2,
    place: /CORPUS_ABSENT/,
  }),
  http("a secret written out", json, {
    config: { auth: { bearer: secret } },
    code: "config/invalid",
    exitCode: 2,
    place: /auth|credentials/,
  }),
  http("a secret in the address", json, {
    config: { url: `http://me:${encodeURIComponent(secret)}@127.0.0.1/rows` },
    code: "config/invalid",
    exitCode: 2,
    place: /url/,
  }),
  http("an address that is none", json, {
    config: { url: "shop" },
    code: "config/invalid",
    exitCode: 2,
    place: /url|shop/,
  }),
  http("a file by its URL", json, {
    config: { url: "file:///etc/passwd" },
    code: "config/invalid",
    exitCode: 2,
    place: /file:/,
  }),
  http("no encryption", json, {
    config: { url: "http://shop.example/rows", allow_insecure: false },
    code: "config/invalid",
    exitCode: 2,
    place: /http:|https|allow_insecure/,
  }),
  http("a port where nobody listens", json, {
    config: { url: "http://127.0.0.1:1/rows" },
    code: "data/unavailable",
    place: /127\.0\.0\.1:1\b/,
  }),
];
