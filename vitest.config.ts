import { defineConfig } from "vitest/config";

const conditions = ["@ie/source", "node", "development|production"];

const config: ReturnType<typeof defineConfig> = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,apps}/*/{src,test}/**/*.test.ts", "docs/test/**/*.test.ts"],
    typecheck: { enabled: false },
    isolate: false,
    testTimeout: 30_000,
  },
});

export default config;
