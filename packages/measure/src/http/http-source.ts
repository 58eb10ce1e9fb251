import { isImpactError, type Context, type DataSource, type Query, type Table } from "@ie/contracts";
import { readTable } from "../formats/index.ts";
import { checkAddress, hiddenInQuery } from "./address.ts";
import { resolveCredentials, secretLookup } from "./credentials.ts";
import { fillRequest } from "./fill-request.ts";
import { finishTable } from "../finish-table.ts";
import { createClient } from "./http-client.ts";
import { httpOptions, type HttpSourceOptions } from "./options.ts";
import { readPages } from "./read-pages.ts";
import { createSpeaker } from "./speaker.ts";
import { timerSleep, type HttpTransport, type Secret } from "./transport.ts";

const who = "http";

export interface HttpSetup extends HttpTransport {
  /** The values of the secrets that configurations name; a program's own choice of which. */
  readonly secret: Secret;
}

/**
 * The source `http`: the rows of a JSON or CSV API, over as many pages as it has. Needs `fetch` and nothing of Node. Errors: `config/invalid`
 * before anything is asked; `data/unavailable` where the server is out of reach, slow or failing after the retries; `data/denied` for 401 and
 * 403; `data/too-large` above `max_bytes` or `max_pages`; `data/unreadable` for other answers, with page, status and place. They carry no
 * secret, no query of an address and no `cause`.
 */
export function createHttpSource(setup: HttpSetup): DataSource<HttpSourceOptions> {
  const { secret, fetch = globalThis.fetch, sleep = timerSleep, allowed = () => true } = setup;

  async function load(options: HttpSourceOptions, query: Query, context: Context): Promise<Table> {
    const lookup = secretLookup(secret);
    const speaker = createSpeaker(who, lookup.known);
    const request = fillRequest(options, query, speaker);
    const rules = { allowInsecure: options.allowInsecure, allowed };
    checkAddress(request.url, rules, speaker);
    for (const [name, form] of hiddenInQuery(request.url, false)) lookup.remember(name, form);
    const credentials = resolveCredentials(options.auth, options.headers, lookup, speaker);
    const exchange = { fetch, rules, home: request.url.origin, credentials, speaker };
    const client = createClient(exchange, options, sleep, context);
    try {
      const { objects, format, encoding } = await readPages(request, options, { client, speaker, context });
      const table =
        objects.length === 0
          ? {}
          : await readTable(
              who,
              objects,
              { ...options, format, encoding, compression: "none", maxBytes: Infinity },
              context,
            );
      return finishTable(who, table, query, options, context);
    } catch (error) {
      throw isImpactError(error) ? speaker.cleaned(error) : error;
    } finally {
      client.close();
    }
  }

  return { options: httpOptions, load };
}
