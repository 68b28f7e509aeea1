import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { follow, tellModel, tellVault } from '../support/faults/life.ts'
import { followRecord, readRecord, sized, startWorker } from '../support/faults/processes.ts'
import { fault } from '../support/faults/report.ts'
import { makeHome, unwrap } from '../support/vault.ts'
import { createModel } from '../support/vault-model.ts'

fault('F1', 'kill -9 at random moments of a busy vault', async ({ did, found }) => {
  const kills = sized(100, 1_000)
  const home = makeHome()
  await home.create()
  const outside = mkdtempSync(join(tmpdir(), 'coffer-record-'))
  const model = createModel()
  found('failures to open or verify', 0)
  found('acknowledged saves lost', 0)
  let first = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const record = join(outside, `${kill}.log`)
    const worker = startWorker({ folder: home.folder, record, seed: kill, first, steps: 1_000_000 })
    expect(await worker.line('ready')).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, (kill * 37) % 61))
    worker.process.kill('SIGKILL')
    await worker.ended
    did('kills')
    if (existsSync(`${home.path}-wal`)) found('WALs left behind')
    const life = readRecord(record)
    first += life.steps.length
    did('acknowledged steps', life.steps.filter(({ ok }) => ok === true).length)
    const underWay = followRecord(model, life)

    // A copy is looked at, so that looking does not change what the next process finds.
    const copy = makeHome()
    for (const name of ['vault.db', 'vault.db-wal', 'anchor.json'])
      if (existsSync(join(home.folder, name))) copyFileSync(join(home.folder, name), join(copy.folder, name))
    const vault = await copy.unlock()
    expect(vault.isReadOnly()).toBe(false)
    expect(unwrap(await vault.verify()).faults).toEqual([])
    const told = tellVault(vault)
    vault.close()
    copy.remove()
    if (told !== tellModel(model) && underWay !== null) {
      follow(model, underWay)
      found('unacknowledged saves present whole')
    }
    expect(told).toBe(tellModel(model))
  }
  home.remove()
  rmSync(outside, { recursive: true })
})
