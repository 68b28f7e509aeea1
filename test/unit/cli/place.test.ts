import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkFolder, locate } from '../../../cli/core/place.ts'
import { hashOfHome } from '../../../main/core/core.ts'

let dir: string
const leftovers: string[] = []
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'coffer-place-')))
})
afterEach(() => {
  for (const path of [dir, ...leftovers.splice(0)]) rmSync(path, { recursive: true, force: true })
})

describe('the place of a vault', () => {
  test('is absolute, and says whether there is a vault', () => {
    const home = join(dir, 'home')
    expect(locate(home)).toEqual({
      home,
      folder: join(home, 'run'),
      socket: join(home, 'run', 'core.sock'),
      hasVault: false,
    })
    mkdirSync(home)
    writeFileSync(join(home, 'vault.db'), '')
    expect(locate(`${home}/../home/`)).toMatchObject({ home, hasVault: true })
  })

  test('of a deep home is named as the core names it, before and after the home is made', () => {
    const home = join(dir, 'deep'.repeat(30), 'home')
    const before = locate(home)
    mkdirSync(home, { recursive: true })
    expect(locate(home)).toEqual(before)
    expect(before.folder).toBe(join(tmpdir(), `coffer-${process.getuid?.() ?? 0}-${hashOfHome(home)}`))
  })

  test('under a short name of a deep home is where its core listens', () => {
    const deep = join(dir, 'deep'.repeat(30))
    mkdirSync(deep)
    symlinkSync(deep, join(dir, 'short'))
    const { folder, socket } = locate(join(deep, 'home'))
    mkdirSync(folder ?? '', { mode: 0o700 })
    leftovers.push(folder ?? '')
    writeFileSync(socket, '')
    expect(locate(join(dir, 'short', 'home')).socket).toBe(socket)
  })
})

describe('the folder of the socket', () => {
  const check = () => checkFolder(locate(dir))

  test('may be missing, and is otherwise ours alone', () => {
    expect(check()).toMatchObject({ ok: true })
    mkdirSync(join(dir, 'run'), { mode: 0o700 })
    expect(check()).toMatchObject({ ok: true })
    chmodSync(join(dir, 'run'), 0o750)
    expect(check()).toMatchObject({ failure: { kind: 'unsafe-socket' } })
  })

  test('is no link and no file', () => {
    writeFileSync(join(dir, 'run'), '')
    expect(check()).toMatchObject({ failure: { kind: 'unsafe-socket' } })
    rmSync(join(dir, 'run'))
    mkdirSync(join(dir, 'other'), { mode: 0o700 })
    symlinkSync(join(dir, 'other'), join(dir, 'run'))
    expect(check()).toMatchObject({ failure: { kind: 'unsafe-socket' } })
  })
})
