import { formatValue, ImpactError } from "@ie/contracts";

const longestKey = 512;
const longestSegment = 255; // the limit of ext4, APFS and NTFS
const reservedOnWindows = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

function invalid(kind: string, value: unknown, what: string, hint: string): ImpactError {
  return new ImpactError({
    code: "store/invalid-key",
    who: `${kind} ${formatValue(value)}`,
    what,
    hint,
    facts: { value },
  });
}

function segmentFault(segment: string): string | null {
  if (segment === "") return "has an empty segment";
  const odd = /[^A-Za-z0-9._-]/u.exec(segment)?.[0];
  if (odd !== undefined) return `has the character ${JSON.stringify(odd)}`;
  if (segment.includes("..")) return `has ".." in it`;
  if (/^[._-]/.test(segment)) return `has the segment "${segment}", which starts with "${segment[0]!}"`;
  if (segment.endsWith(".")) return `has the segment "${segment}", which ends with "."`;
  if (segment.length > longestSegment) return `has a segment of ${segment.length} characters, over ${longestSegment}`;
  if (reservedOnWindows.test(segment)) return `has the segment "${segment}", a device on Windows`;
  return null;
}

function keyFault(key: unknown): string | null {
  if (typeof key !== "string") return "is not a string";
  if (key === "") return "is empty";
  if (key.length > longestKey) return `has ${key.length} characters, over ${longestKey}`;
  if (key.startsWith("/")) return "is absolute";
  for (const segment of key.split("/")) {
    const fault = segmentFault(segment);
    if (fault !== null) return fault;
  }
  return null;
}

/** `key` where it can name an artefact on every driver; throws `store/invalid-key` otherwise. The one rule for all of them. */
export function checkKey(key: string): string {
  const fault = keyFault(key);
  if (fault === null) return key;
  throw invalid("artefact key", key, fault, `write segments of letters, digits, ".", "_", "-" joined by "/"`);
}

export function isKey(text: string): boolean {
  return keyFault(text) === null;
}

/** `id` where it is a key of one segment; throws `store/invalid-key` otherwise. */
export function checkJobId(id: string): string {
  const fault = keyFault(id) ?? (id.includes("/") ? "has more than one segment" : null);
  if (fault === null) return id;
  throw invalid("job id", id, fault, `write letters, digits, ".", "_", "-"`);
}

/** `name` where it can name a tenant; throws `store/invalid-key` otherwise. */
export function checkTenant(name: string): string {
  if (typeof name === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(name) && !reservedOnWindows.test(name)) return name;
  throw invalid(
    "tenant",
    name,
    "cannot be the name of a tenant",
    "write 1 to 64 letters, digits, hyphens or underscores, and no Windows device name",
  );
}

/** What a driver is given: a tenant and a key, or a folder of them. Guards drivers that are used without a tenant's handle. */
export function checkDriverKey(key: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(key) && key.length < 1024) return key;
  throw invalid("driver key", key, "is not a plain path", "reach the driver through a tenant's handle");
}

/** The folders that hold `key`, outermost first: "a/b/c" gives "a" and "a/b". */
export function foldersOf(key: string): string[] {
  const segments = key.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

/** The error of a write that would make `name` both an artefact and a folder of artefacts. */
export function folderConflict(key: string, name: string): ImpactError {
  return new ImpactError({
    code: "store/conflict",
    who: `artefact key "${key}"`,
    what: name === key ? "is already a folder of other artefacts" : `"${name}" is already an artefact, not a folder`,
    hint: "choose another key",
    facts: { key, name },
  });
}
