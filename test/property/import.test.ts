/** An import that is taken back leaves every value that was current before as it was, whatever was in file and vault. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ImportReport } from '../../shared/contract-transfer.ts'
import type { SecretPage } from '../../shared/model.ts'
import { makeCore, type TestCore } from '../support/core.ts'
import { openImport, putFile } from '../support/import-files.ts'
import { bytes } from '../support/vault.ts'

const name = fc.constantFrom('a', 'b', 'c', 'dir/d', 'dir/e')
const content = fc.constantFrom('1', '2', '3')
const vault = fc.uniqueArray(fc.record({ name, content, isScheduled: fc.boolean() }), { selector: (each) => each.name })
const file = fc.uniqueArray(fc.record({ name, content }), { selector: (each) => each.name, minLength: 1 })

async function asked<T>(core: TestCore, call: Parameters<TestCore['ask']>[0], input: object = {}): Promise<T> {
  const answer = await core.ask(call, input)
  if (!answer.ok) throw new Error(answer.failure.message)
  return answer.value as T
}

/** Name → current value of what is not scheduled for deletion. */
async function currentValues(core: TestCore): Promise<ReadonlyMap<string, string>> {
  const { rows } = await asked<SecretPage>(core, 'secrets.list')
  const values = new Map<string, string>()
  for (const row of rows) {
    const { bytes: value } = await asked<{ bytes: Uint8Array }>(core, 'secrets.reveal', { name: row.name })
    values.set(row.name, Buffer.from(value).toString())
  }
  return values
}

test('import and undo', async () => {
  await fc.assert(
    fc.asyncProperty(vault, file, fc.boolean(), async (secrets, found, replace) => {
      const core = await makeCore()
      try {
        await core.create()
        for (const secret of secrets) {
          await asked(core, 'secrets.create', {
            name: secret.name,
            value: { form: 'text', bytes: bytes(secret.content) },
          })
          if (secret.isScheduled) await asked(core, 'secrets.scheduleDeletion', { name: secret.name })
        }
        const before = await currentValues(core)
        const json = JSON.stringify(Object.fromEntries(found.map((each) => [each.name, each.content])))
        const opened = await openImport(core, putFile(core, 'a.json', json))
        if (!opened.ok || opened.value === null) throw new Error('not opened')
        const { token, rows } = opened.value
        const report = await asked<ImportReport>(core, 'import.apply', {
          token,
          replace,
          rows: rows.map(({ id }) => id),
        })
        const imported = await currentValues(core)
        for (const { name: each, content: value } of found) {
          const isLeft = !replace && secrets.some((secret) => secret.name === each)
          if (!isLeft) expect(imported.get(each)).toBe(value)
        }
        if (report.range !== null) await asked(core, 'import.undo', report.range)
        const after = await currentValues(core)
        for (const [each, value] of before) expect(after.get(each)).toBe(value)
        // What was scheduled and came back stays, with the value it had; nothing else is new.
        for (const each of after.keys()) expect(secrets.map((secret) => secret.name)).toContain(each)
      } finally {
        await core.stop()
      }
    }),
    { numRuns: process.env.SLOW === '1' ? 60 : 6 },
  )
})
