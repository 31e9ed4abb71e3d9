import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const nothing = fileURLToPath(new URL('./tests/nothing.ts', import.meta.url));

export default defineConfig({
  // `server-only` throws outside a server bundle, which is its purpose; tests are no bundle.
  resolve: { alias: { 'server-only': nothing } },
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules', '.next', 'e2e'],
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
  },
});
