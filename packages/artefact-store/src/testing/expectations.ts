import { isImpactError, type ErrorCode, type StoreDriver } from "@ie/contracts";
import { expectThat } from "@ie/contracts/testing";

/** An empty driver at each call. */
export type MakeDriver = () => Promise<StoreDriver>;

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

export async function expectCode(doing: () => Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
  try {
    await doing();
  } catch (error) {
    expectThat(isImpactError(error) && error.code === code, `${what}: expected ${code}, got ${String(error)}`);
    return;
  }
  expectThat(false, `${what}: expected ${code}, and nothing was thrown`);
}
