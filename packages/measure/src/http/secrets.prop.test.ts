import { isImpactError, unwrap, validate } from "@ie/contracts";
import { createRng } from "@ie/stats";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { everythingIn } from "../../test/support/everything-in.ts";
import { createHttpSource } from "./http-source.ts";

/** Long, and of marks that every encoding changes, so that it is in no text by chance. */
const secrets = fc
  .array(fc.constantFrom("q", "7", "Z", "/", "+", "=", "&", "%", '"', "\\", "'", "<", ">", "~", "#", "?"), {
    minLength: 12,
    maxLength: 90,
  })
  .map((marks) => `Q9${marks.join("")}9Q`);

const auths: readonly object[] = [
  { bearer: { secret: "SHOP" } },
  { basic: { username: "ann", password: { secret: "SHOP" } } },
  { header: { name: "X-Key", secret: "SHOP" } },
  { query: { name: "key", secret: "SHOP" } },
];

/** What a server might do with what it was sent. */
const answers: readonly ((echo: string) => Response)[] = [
  (echo) => new Response(echo, { status: 400 }),
  (echo) => new Response(echo, { status: 403 }),
  (echo) => new Response(echo, { status: 500 }),
  (echo) => Response.json({ [echo]: echo }),
  (echo) => Response.json([{ [echo]: [echo] }]),
  (echo) => Response.json([{ a: 1 }, { a: echo }]),
  (echo) => Response.json([{ date: echo }]),
  (echo) => new Response(`a,b\n1,2\n"${echo}`, { headers: { "content-type": "text/csv" } }),
  (echo) => new Response(`[{"a": ${echo}`, { headers: { "content-type": "application/json" } }),
  (echo) =>
    new Response(null, { status: 302, headers: { location: `http://elsewhere.example/${encodeURIComponent(echo)}` } }),
  (echo) => Response.json({ next: `https://me:${encodeURIComponent(echo)}@example.com/` }),
  (echo) => {
    throw new TypeError(`cannot fetch ${echo}`, { cause: new Error(echo) });
  },
];

test("no error and no log holds a secret, whatever the server does with it", async () => {
  const cases = fc.tuple(secrets, fc.nat(auths.length - 1), fc.nat(answers.length - 1), fc.nat(4));
  await fc.assert(
    fc.asyncProperty(cases, async ([secret, auth, answer, form]) => {
      const forms = [
        secret,
        encodeURIComponent(secret),
        btoa(secret),
        JSON.stringify(secret).slice(1, -1),
        btoa(`ann:${secret}`),
      ];
      const fetch = async (): Promise<Response> => answers[answer]!(forms[form]!);
      const source = createHttpSource({
        secret: () => secret,
        fetch,
        sleep: (milliseconds) => (milliseconds >= 30_000 ? new Promise(() => {}) : Promise.resolve()),
      });
      const lines: unknown[] = [];
      const log = (message: string, facts?: object): void => void lines.push(message, facts);
      const context = {
        rng: createRng(1),
        log: { debug: log, info: log, warn: log },
        signal: new AbortController().signal,
      };
      const options = {
        url: "https://example.com/a",
        auth: auths[auth],
        retries: 1,
        paging: { type: "cursor", path: "next" },
        records: "",
        types: { a: "number" },
      };
      const given = unwrap(validate(source.options, options), "http", "config/invalid");
      const error: unknown = await source
        .load(given, { from: "2024-01-01", to: null, sampleSize: null }, context)
        .catch((thrown: unknown) => thrown);
      expect(isImpactError(error)).toBe(true);
      const said = everythingIn(error) + everythingIn(lines);
      for (const each of forms.slice(0, auth === 1 ? 5 : 4)) expect(said).not.toContain(each.slice(0, 12)); // nor cut short
    }),
    { numRuns: 300 },
  );
});
