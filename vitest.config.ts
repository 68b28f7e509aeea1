import { defineConfig } from 'vitest/config'

/** Folders whose tests need no window. `test/e2e` and `test/faults` start processes of their own and run one at a time. */
const quick = ['unit', 'property', 'vectors', 'boundaries', 'aws', 'rotation', 'transcripts']

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      ...quick.map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.{ts,tsx}`],
          setupFiles: ['test/support/loopback-only.ts'],
          pool: 'forks' as const,
          testTimeout: 60_000,
        },
      })),
      ...['e2e', 'faults'].map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          pool: 'forks' as const,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // A second, as it is by default, is little for a window on a busy machine.
          expect: { poll: { timeout: 20_000 } },
        },
      })),
    ],
  },
})
