import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit as walk,
  type Alias,
  type Document,
  type Node,
  type YAMLError,
} from "yaml";
import { failed, ok, type Issue, type Location, type Path, type Result } from "../result.ts";
import type { ConfigEntry, ConfigNode } from "./config-node.ts";
import { offsetOf } from "./config-node.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** Configurations are written by hand; anything larger is a mistake or an attack. */
export const largestConfig = 1_000_000;
/** Nodes after aliases are followed. */
const mostNodes = 100_000;
/** Far above what people write, far below what a call stack holds. */
const mostLevels = 200;
const tooDeep = `values are nested more than ${mostLevels} levels deep; flatten them`;

/** A configuration's text, read: nodes with their places. */
export interface ConfigText {
  readonly file: string;
  readonly root: ConfigNode;
  readonly locate: (offset: number) => Location;
}

function locator(text: string, file: string, counter: LineCounter): (offset: number) => Location {
  return (offset) => {
    const { line, col } = counter.linePos(Math.min(offset, text.length));
    const start = counter.lineStarts[line - 1] ?? 0;
    const end = text.indexOf("\n", start);
    const full = withoutSecrets(text.slice(start, end === -1 ? undefined : end).trimEnd());
    const short = full.length > 160 ? `${full.slice(0, 157)}…` : full;
    // A tab would put the caret elsewhere; other control characters could write to the reader's terminal.
    return { file, line: Math.max(1, line), column: Math.max(1, col), excerpt: short.replace(/\p{Cc}/gu, " ") };
  };
}

/** Stops the reading of a text that would not end, or not fit. */
class Refused extends Error {}

/** What each alias stands for: the last anchor of its name before it. One walk, since a walk for each alias takes minutes. */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  walk(document, (_, node) => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
    } else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

function convert(document: Document.Parsed, issue: (message: string, offset: number) => void): ConfigNode {
  const targets = aliasTargets(document);
  const refuse = (message: string, offset: number): never => {
    issue(message, offset);
    throw new Refused();
  };
  let count = 0;
  const visit = (node: Node | null | undefined, fallback: number, above: readonly Node[]): ConfigNode => {
    const offset = node?.range?.[0] ?? fallback;
    if (++count > mostNodes) refuse(`more than ${mostNodes} values, aliases followed; use fewer`, offset);
    if (above.length > mostLevels) refuse(tooDeep, offset);
    if (isAlias(node)) {
      const target = targets.get(node);
      if (target === undefined || above.includes(target)) {
        issue(`alias "*${node.source}" ${target === undefined ? "names nothing" : "contains itself"}`, offset);
        return { kind: "scalar", offset, value: null };
      }
      return visit(target, offset, above);
    }
    if (isMap(node)) {
      const names = new Set<string>();
      const entries: ConfigEntry[] = node.items.map((pair) => {
        const key = pair.key as Node; // parsed documents hold nodes as keys
        const keyOffset = key.range?.[0] ?? offset;
        if (!isScalar(key)) issue("a key is not plain text", keyOffset);
        const name = isScalar(key) ? String(key.value) : "";
        if (names.has(name)) issue(`key "${name}" is not unique; keep one`, keyOffset);
        names.add(name);
        return {
          key: name,
          keyOffset,
          node: visit(pair.value as Node | null, keyOffset, [...above, node]),
        };
      });
      return { kind: "map", offset, entries };
    }
    if (isSeq(node)) {
      return { kind: "list", offset, items: node.items.map((item) => visit(item as Node, offset, [...above, node])) };
    }
    const value: unknown = isScalar(node) ? node.value : null;
    if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") {
      return { kind: "scalar", offset, value };
    }
    issue(`a value of type ${typeof value} is not used in configurations`, offset);
    return { kind: "scalar", offset, value: null };
  };
  return visit(document.contents, 0, []);
}

function faultOf({ code, message }: YAMLError): string {
  if (code === "RESOURCE_EXHAUSTION") return tooDeep;
  if (code === "MULTIPLE_DOCS") return "a second document begins; keep one in a file";
  const line = message.split("\n")[0] ?? message;
  return line.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()).replace(/\.$/, "");
}

/** Reads YAML or JSON text. Syntax faults, duplicate keys and alias bombs are issues with their place; all at once. */
export function parseConfig(text: string, file: string): Result<ConfigText> {
  if (text.length > largestConfig) {
    const message = `${file}: the configuration has ${text.length} characters; at most ${largestConfig} are read`;
    return failed([{ path: [], message }]);
  }
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    logLevel: "error", // "silent" would also leave out that a second document follows
    version: "1.2",
    uniqueKeys: false, // checked below: the library compares every pair of keys
  });
  const locate = locator(text, file, counter);
  const issues: Issue[] = [];
  const issue = (message: string, offset: number): void => {
    issues.push({ path: [], message, location: locate(offset) });
  };
  for (const error of document.errors) issue(faultOf(error), error.pos[0]);
  if (document.errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) return failed(issues.slice(0, 1));
  if (issues.length > 0) return failed(issues);
  try {
    const root = convert(document, issue);
    return issues.length > 0 ? failed(issues) : ok({ file, root, locate });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return failed(issues.slice(-1));
  }
}

/** Gives each issue of a normalised configuration its place in the text it came from. */
export function locateIssues(
  issues: readonly Issue[],
  config: ConfigText,
  root: ConfigNode,
  prefix: Path = [],
): readonly Issue[] {
  return issues.map((issue) => {
    if (issue.location !== undefined) return issue;
    const path = [...prefix, ...issue.path];
    return { ...issue, path, location: config.locate(offsetOf(root, path)) };
  });
}
