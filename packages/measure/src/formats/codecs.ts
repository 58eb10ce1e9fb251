/** What undoes a compression. A source that runs in Node brings faster ones, and more. */
export interface Codecs {
  /** Of whole files. */
  readonly stream: Readonly<Partial<Record<"gzip" | "zstd", ByteFilter>>>;
  /** Of pages of Parquet, by the format's names; `length` is that of the result. */
  readonly page: Readonly<Record<string, (bytes: Uint8Array, length: number) => Uint8Array>>;
  /** Gives the memory of a page back, which is done with; without it the collector does. */
  readonly free?: (page: Uint8Array) => void;
}

export type ByteFilter = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Gzip by the platform's own stream. */
export const webCodecs: Codecs = {
  stream: {
    gzip: (bytes) => {
      const own = bytes[Symbol.asyncIterator]();
      const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(controller) {
          const { done, value } = await own.next();
          if (done === true) controller.close();
          else controller.enqueue(value as Uint8Array<ArrayBuffer>); // no shared memory holds files
        },
        async cancel() {
          await own.return?.();
        },
      });
      return source.pipeThrough(new DecompressionStream("gzip"));
    },
  },
  page: {},
};
