import { mkdtempSync, promises, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startFlushing } from '../../../../../main/core/vault/store/flush.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-flush-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('lets the writer go on until a second share waits for the disk, and again once the disk has the first', async () => {
  const flushing = await startFlushing(join(folder, 'copy'), 10)
  expect([9, 10, 19].map(flushing.isBehind)).toEqual([false, false, false])
  expect(flushing.isBehind(20)).toBe(true)
  await expect.poll(() => flushing.isBehind(20), { timeout: 30_000, interval: 1 }).toBe(false)
  await flushing.end()
})

it('makes a file for its owner alone, and none where there is one', async () => {
  const path = join(folder, 'copy')
  await (await startFlushing(path, 10)).end()
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  writeFileSync(path, 'kept')
  await expect(startFlushing(path, 10)).rejects.toMatchObject({ code: 'EEXIST' })
})

it('throws at its end what the disk refused in between', async () => {
  const refused = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO', syscall: 'fdatasync' })
  const close = vi.fn(async () => undefined)
  const file = { datasync: () => Promise.reject(refused), close } as unknown as promises.FileHandle
  vi.spyOn(promises, 'open').mockResolvedValueOnce(file)
  const flushing = await startFlushing(join(folder, 'copy'), 10)
  flushing.isBehind(10)
  await expect(flushing.end()).rejects.toBe(refused)
  expect(close).toHaveBeenCalledOnce()
})
