import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog, type LogFields } from '../../../main/core/log.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const readLines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Record<string, unknown>)

describe('the log', () => {
  test('writes one JSON object a line with time, level, event and fields', () => {
    const file = join(folder, 'shell.log')
    const log = createLog({ file, now: () => Date.UTC(2026, 0, 2, 3, 4, 5) })
    log.info('core.ready', { pid: 4711, ms: 98.5, ok: true })
    log.error('core.exit', { code: 1, signal: null, reason: 'crashed' })
    expect(readLines(file)).toEqual([
      { at: '2026-01-02T03:04:05.000Z', level: 'info', what: 'core.ready', pid: 4711, ms: 98.5, ok: true },
      { at: '2026-01-02T03:04:05.000Z', level: 'error', what: 'core.exit', code: 1, signal: null, reason: 'crashed' },
    ])
  })

  test('withholds every string that is not a word of ours', () => {
    const file = join(folder, 'shell.log')
    const texts = ['two words', 'a/path', '', 'x'.repeat(65), 'line\nbreak', 'naïve', '{"json":1}', 'p@ss']
    for (const reason of texts) createLog({ file }).info('test', { reason })
    expect(readLines(file).map((each) => each.reason)).toEqual(texts.map(() => '(withheld)'))
  })

  test('drops fields that are not on the list and withholds objects', () => {
    const file = join(folder, 'shell.log')
    const hostile = { value: 'marker-1', reason: new Error('marker-2'), kind: { a: 'marker-3' }, pid: ['marker-4'] }
    createLog({ file }).error('marker 5', hostile as unknown as LogFields)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain('marker')
    expect(JSON.parse(text)).toMatchObject({ what: '(withheld)', reason: '(withheld)', kind: '(withheld)' })
    expect(JSON.parse(text)).not.toHaveProperty('value')
  })

  test('never writes a text with a character outside the word form, whatever it is given', () => {
    const file = join(folder, 'fuzz.log')
    const outside = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => !/^[\w.:-]*$/.test(text))
    fc.assert(
      fc.property(outside, outside, (event, reason) => {
        rmSync(file, { force: true })
        createLog({ file }).info(event, { reason })
        expect(readLines(file)).toMatchObject([{ what: '(withheld)', reason: '(withheld)' }])
      }),
    )
  })

  test('makes the file readable by its user only, in a folder of its own, even when the file was open to others', () => {
    const file = join(folder, 'logs', 'deep', 'core.log')
    createLog({ file }).info('one')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'logs')).mode & 0o777).toBe(0o700)
    const open = join(folder, 'open.log')
    writeFileSync(open, '', { mode: 0o644 })
    createLog({ file: open }).info('one')
    expect(statSync(open).mode & 0o777).toBe(0o600)
  })

  test('rotates at its size and keeps as many old files as asked', () => {
    const file = join(folder, 'core.log')
    const log = createLog({ file, maxBytes: 500, keep: 2 })
    for (let count = 0; count < 100; count++) log.info('tick', { count })
    expect(readdirSync(folder).sort()).toEqual(
      existsSync(file) ? ['core.log', 'core.log.1', 'core.log.2'] : ['core.log.1', 'core.log.2'],
    )
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(700)
    const newest = existsSync(file) ? file : `${file}.1`
    expect(readLines(newest).at(-1)).toMatchObject({ count: 99 })
  })

  test('does not throw when it cannot write, and does not follow a link', () => {
    const target = join(folder, 'target')
    writeFileSync(target, 'untouched')
    symlinkSync(target, join(folder, 'link.log'))
    createLog({ file: join(folder, 'link.log') }).info('one')
    createLog({ file: folder }).info('one')
    expect(readFileSync(target, 'utf8')).toBe('untouched')
  })
})
