import { defineConfig } from 'vitest/config'

/** How long is waited for what hangs, on a machine that has other work: no test says by it how quick something is. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } }

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
          setupFiles: ['test/support/loopback-only.ts', 'test/support/repeatable.ts'],
          pool: 'forks' as const,
          ...patience,
        },
      })),
      ...['e2e', 'faults'].map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          pool: 'forks' as const,
          fileParallelism: false,
          ...patience,
        },
      })),
    ],
  },
})
