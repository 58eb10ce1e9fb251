/** The whole body of `response`, decompressed as the platform does, or null above `limit` bytes: the rest is not read. */
export async function readBody(response: Response, limit: number): Promise<Uint8Array | null> {
  const declared = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    if (declared !== null && Number(declared) > limit) return null;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > limit) return null;
      chunks.push(value);
    }
  } finally {
    reader.cancel().catch(() => {}); // a body that has ended or failed has nothing to cancel
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
