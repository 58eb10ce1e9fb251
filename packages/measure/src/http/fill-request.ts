import type { Query } from "@ie/contracts";
import { readAddress } from "./address.ts";
import type { HttpRequest } from "./exchange.ts";
import { mapTexts } from "./json-records.ts";
import type { HttpOptions } from "./options.ts";
import type { Speaker } from "./speaker.ts";

/** The configured request with the window's dates in it. */
export function fillRequest(options: HttpOptions, query: Query, speaker: Speaker): HttpRequest {
  const { method, body } = options;
  const fill = (text: string): string =>
    text.replace(/\{(from|to)\}/g, (_, which: "from" | "to") => {
      const date = query[which];
      if (date !== null) return date;
      const option = which === "from" ? "start_date" : "end_date";
      throw speaker.fail(
        "config/invalid",
        `the request needs {${which}}, and there is no ${option}`,
        `give ${option}, or write the date`,
      );
    });
  const url = readAddress(fill(options.url), speaker);
  for (const [name, value] of Object.entries(options.query)) {
    url.searchParams.set(name, typeof value === "string" ? fill(value) : String(value));
  }
  const sends = body === null ? null : JSON.stringify(mapTexts(body, fill));
  if (sends !== null && method === "GET") {
    throw speaker.fail("config/invalid", "a GET has no body", "set method: POST, or use query");
  }
  const headers = {
    accept: accepted[options.format ?? "any"],
    ...(sends === null ? {} : { "content-type": "application/json" }),
  };
  return { url, method, body: sends, headers };
}

const accepted = {
  json: "application/json",
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  any: "application/json, text/csv;q=0.9, */*;q=0.1",
} as const;
