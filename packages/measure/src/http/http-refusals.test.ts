import { validate } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { bearer, load, refusal, rows, secret, type Loading } from "../../test/support/http-loading.ts";
import { startHttpServer } from "../../test/support/http-server.ts";
import { createHttpSource } from "./http-source.ts";

describe("what is refused before anything is asked", () => {
  test.each<[string, Loading, string]>([
    [
      "a secret that is not set",
      { options: { auth: { bearer: { secret: "NONE" } } } },
      'http: the secret "NONE" is not set; with ie, set the environment variable IE_SECRET_NONE',
    ],
    ["an empty secret", { options: { auth: { bearer: { secret: "EMPTY" } } } }, 'the secret "EMPTY" is empty'],
    [
      "a secret no header holds",
      { options: { auth: { bearer: { secret: "BROKEN" } } } },
      'the secret "BROKEN" cannot be sent in a header',
    ],
    ["a credential written out", { options: { auth: { bearer: secret } } }, "auth.bearer is not { secret: NAME }"],
    [
      "a number for a credential",
      { options: { auth: { header: { name: "k", secret: 12_345_678 } } } },
      "auth.header.secret is not the name",
    ],
    [
      "another kind of auth",
      { options: { auth: { token: secret } } },
      "auth is not one of bearer, basic, header or query",
    ],
    [
      "a password written out",
      { options: { auth: { basic: { username: "a", password: secret } } } },
      "auth.basic.password is not",
    ],
    [
      "a header of credentials",
      { options: { headers: { Authorization: `Bearer ${secret}` } } },
      'headers writes out "Authorization"',
    ],
    [
      "credentials in the address",
      { options: { url: `https://me:${encodeURIComponent(secret)}@example.com/a` } },
      'url "https://example.com/a" holds credentials',
    ],
    [
      "no encryption",
      { options: { url: `http://example.com/a?key=${encodeURIComponent(secret)}`, ...bearer } },
      '"http://example.com/a" is not encrypted',
    ],
    ["another scheme", { options: { url: "file:///etc/passwd" } }, '"file:///etc/passwd" is not an http address'],
    ["no address", { options: { url: "shop" } }, "url is no address"],
    [
      "an address that the program leaves out",
      { setup: { allowed: () => false } },
      '"http://host/metrics" may not be asked here',
    ],
    [
      "a window that is not there",
      { options: { query: { since: "{from}" } } },
      "the request needs {from}, and there is no start_date",
    ],
    ["a body of a GET", { options: { body: {} } }, "a GET has no body"],
  ])("%s", async (_, loading, message) => {
    const found = await refusal(() => rows, loading);
    expect(found).toMatchObject({
      code: expect.stringMatching(/^config\/(?:invalid|missing-secret)$/) as string,
      message: expect.stringContaining(message) as string,
      asked: [],
    });
  });

  test("options that are no options, without the credential beside them", () => {
    const { options } = createHttpSource({ secret: () => undefined });
    const result = validate(options, {
      url: "https://example.com",
      auth: { bearer: secret },
      retires: 3,
      paging: { type: "pages" },
    });
    expect(result).toMatchObject({ ok: false });
    expect(JSON.stringify(result)).toContain('unknown option \\"retires\\"; did you mean \\"retries\\"?');
    expect(JSON.stringify(result)).not.toContain("s3cr3t");
  });
});

describe("redirects", () => {
  test("to another origin lose credentials and configured headers", async () => {
    const { url, asked: elsewhere } = await startHttpServer(() => rows);
    const options = {
      auth: { bearer: { secret: "SHOP" } },
      headers: { "x-team": "growth", "x-key": { secret: "SHOP" } },
    };
    const { table } = await load((_, response) => void response.writeHead(302, { location: `${url}/there` }).end(), {
      options,
    });
    expect(table).not.toBeNull();
    expect(elsewhere[0]!.path).toBe("/there");
    expect(JSON.stringify(elsewhere[0]!.headers)).not.toMatch(/s3cr3t|growth/);
  });

  test("to the same origin keep them", async () => {
    const options = { auth: { query: { name: "key", secret: "SHOP" } } };
    const { asked } = await load(
      (asked_, response) =>
        asked_.path.startsWith("/b") ? rows : void response.writeHead(307, { location: "/b" }).end(),
      { options },
    );
    expect(asked[1]!.query.get("key")).toBe(secret);
  });

  test("of a POST: 303 becomes a GET, and the body goes to no other origin", async () => {
    const { url, asked: elsewhere } = await startHttpServer(() => rows);
    const options = { method: "POST", body: { a: 1 } };
    const { asked } = await load(
      (asked_, response) => (asked_.path === "/b" ? rows : void response.writeHead(303, { location: "/b" }).end()),
      { options },
    );
    expect(asked[1]).toMatchObject({ method: "GET", body: "" });
    const found = await refusal((_, response) => void response.writeHead(307, { location: url }).end(), { options });
    expect([found.code, elsewhere]).toEqual(["data/unreadable", []]);
  });

  test.each<[string, string, string]>([
    ["in circles", "/metrics", "redirects more than 5 times"],
    ["to nowhere", "", "redirects to no address"],
    ["to no encryption", "http://example.com/a", 'leads to "http://example.com/a", which is not encrypted'],
    ["to a file", "file:///etc/passwd", "which is not an http address"],
    ["with credentials", "https://a:s3cr3t@example.com", "redirects with credentials"],
  ])("%s are refused", async (_, location, message) => {
    const found = await refusal((_asked, response) => void response.writeHead(302, { location }).end());
    expect(found.message).toContain(message);
    expect(found.code).toMatch(/^data\//);
  });

  test("that a page in a browser cannot see are followed only without credentials", async () => {
    const fetch = async (_: unknown, init?: { redirect?: string }): Promise<Response> =>
      init?.redirect === "follow"
        ? Response.json(rows)
        : Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
    expect((await load(() => rows, { setup: { fetch } })).table).not.toBeNull();
    const found = await refusal(() => rows, { options: bearer, setup: { fetch } });
    expect(found.message).toContain("a browser would send the credentials on unseen");
  });
});
