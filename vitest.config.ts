import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const nothing = fileURLToPath(new URL('./tests/nothing.ts', import.meta.url));

export default defineConfig({
  // `server-only` throws outside a server bundle, which is its purpose; tests are no bundle.
  resolve: { alias: { 'server-only': nothing } },
  test: {
    // Fuzzing and the sandbox's servers take their time on a small or busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Vitest leaves one core to itself, which on two of them doubles the time.
    maxWorkers: '100%',
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules', '.next'],
    // It imports `next/navigation` and the like, which Node alone doesn't find.
    server: { deps: { inline: ['@logto/next'] } },
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
  },
});
