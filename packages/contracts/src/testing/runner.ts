/** The part of a test framework that the conformance suites use; vitest, node:test and jest all have it. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => void | Promise<void>) => unknown;
}

/** Fails the running test, in any framework. */
export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** A copy frozen to its depth; typed arrays, which cannot be frozen, are copied. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Array.isArray(value)) return Object.freeze(value.map((item) => deepFreeze<unknown>(item))) as T;
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) copy[key] = deepFreeze<unknown>(item);
  return Object.freeze(copy) as T;
}
