/** A user's programs, run for real: what they are given, what is taken from them, and how they end. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRotator } from '../../../../../main/core/rotation/rotators/command.ts'
import type { Result } from '../../../../../shared/failure.ts'
import { until } from '../../../../support/conditions.ts'
import { drive } from '../../../../support/rotation/steps.ts'
import { unwrap } from '../../../../support/vault.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-command-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program of its own: Node on a script in the folder. */
function program(name: string, script: string): string[] {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(
    file,
    `const text = await new Response((await import('node:stream')).Readable.toWeb(process.stdin)).text()\n${script}`,
  )
  return [process.execPath, file]
}
const at = (name: string): string => join(folder, name)
const prints = (text: string): string[] => program('prints', `process.stdout.write(${JSON.stringify(text)})`)
const messageOf = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.failure.kind}: ${result.failure.message}`

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A zombie has ended; nobody has asked for its code yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('the programs of a rotation', () => {
  test('print the new value; one line end behind it is left out', async () => {
    for (const [printed, value] of [
      ['new-value', 'new-value'],
      ['new-value\n', 'new-value'],
      ['new-value\r\n', 'new-value'],
      ['two\nlines\n\n', 'two\nlines\n'],
    ]) {
      const steps = drive(commandRotator, { kind: 'command', create: prints(printed ?? '') }, { current: 'old' })
      expect(Buffer.from(unwrap(await steps.create()).bytes).toString()).toBe(value)
    }
  })

  test('get the step, the names and the values on stdin, and nothing of them elsewhere', async () => {
    const report = `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(at('seen.json'))}, JSON.stringify({ text, argv: process.argv, env: process.env }))`
    const steps = drive(
      commandRotator,
      { kind: 'command', create: prints('pending-Value'), set: program('set', report) },
      { current: '{"user":"current-Välue"}', previous: 'previous-Value' },
    )
    await steps.create()
    expect(messageOf(await steps.set())).toBe('ok')
    const seen = JSON.parse(readFileSync(at('seen.json'), 'utf8'))
    const given = JSON.parse(seen.text)
    expect(given).toMatchObject({
      step: 'set',
      secret: 'prod/thing',
      current: { text: '{"user":"current-Välue"}' },
      pending: { text: 'pending-Value' },
      previous: { text: 'previous-Value' },
    })
    expect(given.token).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.stringify([seen.argv, seen.env])).not.toMatch(/pending-Value|previous-Value|current-V/)
  })

  test('are no shell: what looks like one is an argument', async () => {
    const argv = [...program('echo', 'process.stdout.write(process.argv.slice(2).join("|"))'), '$HOME', '; echo x', '*']
    const steps = drive(commandRotator, { kind: 'command', create: argv }, { current: 'old' })
    expect(Buffer.from(unwrap(await steps.create()).bytes).toString()).toBe('$HOME|; echo x|*')
  })

  test('fail with their exit code; 75 asks to be tried again', async () => {
    const ends = (code: number) =>
      program(`ends${code}`, `console.log('said-Value'); console.error('said-Value'); process.exit(${code})`)
    const steps = (code: number) =>
      drive(commandRotator, { kind: 'command', create: ends(code), test: ends(code) }, { current: 'old' })
    expect(messageOf(await steps(3).create())).toBe('refused: The program of the step create failed with exit code 3.')
    expect(messageOf(await steps(75).test())).toBe(
      'unavailable: The program of the step test asks to be tried again later (exit code 75).',
    )
    expect(messageOf(await steps(0).test())).toBe('ok')
  })

  test('that are not there, or print nothing, say so', async () => {
    const missing = drive(commandRotator, { kind: 'command', create: [at('nowhere')] }, { current: 'old' })
    expect(messageOf(await missing.create())).toMatch(/^refused: .*could not be started \(ENOENT\)/)
    const silent = drive(commandRotator, { kind: 'command', create: program('silent', '') }, { current: 'old' })
    expect(messageOf(await silent.create())).toBe('refused: The program of the step create printed no value.')
  })

  test('that print without end are ended', async () => {
    const endless = program('endless', "const more = () => process.stdout.write('x'.repeat(65_536), more); more()")
    const steps = drive(commandRotator, { kind: 'command', create: endless }, { current: 'old' })
    expect(messageOf(await steps.create())).toMatch(/^refused: .*more than a value may hold \(65536 bytes\)/)
  })

  test('print a value of the largest size', async () => {
    const large = program('large', "console.log('x'.repeat(65_536))")
    const steps = drive(commandRotator, { kind: 'command', create: large }, { current: 'old' })
    expect(unwrap(await steps.create()).bytes).toHaveLength(65_536)
  })

  test('that do not read what they are given are no problem', async () => {
    const deaf = join(folder, 'deaf.mjs')
    writeFileSync(deaf, 'process.exit(0)')
    const steps = drive(
      commandRotator,
      { kind: 'command', create: prints('x'), test: [process.execPath, deaf] },
      { current: 'y'.repeat(60_000) },
    )
    expect(messageOf(await steps.test())).toBe('ok')
  })
})

describe('the end of a program', () => {
  /** Starts another one, tells its process id, and neither listens to SIGTERM nor ends. */
  const stubborn = () =>
    program(
      'stubborn',
      `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
process.on('SIGTERM', () => {})
const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'inherit' })
writeFileSync(${JSON.stringify(at('pids'))}, process.pid + ' ' + child.pid)
setInterval(() => {}, 1000)`,
    )
  const pids = () => readFileSync(at('pids'), 'utf8').split(' ').map(Number)
  const untilStarted = () =>
    until('its process id', () => existsSync(at('pids')) && readFileSync(at('pids'), 'utf8') !== '')
  const untilGone = () => until('the end of what it started', () => !pids().some(isAlive))

  test('comes after its time, and takes with it what it started', async () => {
    rmSync(at('pids'), { force: true })
    const draft = { kind: 'command', create: stubborn(), timeoutSeconds: 5 } as const
    const made = await drive(commandRotator, draft, { current: 'old' }).create()
    expect(messageOf(made)).toBe('unavailable: The program of the step create took longer than 5 s and was ended.')
    await untilGone()
  })

  test('comes when the rotation is cancelled', async () => {
    rmSync(at('pids'), { force: true })
    const cancel = new AbortController()
    const made = drive(commandRotator, { kind: 'command', create: stubborn() }, { current: 'old' }).create(
      cancel.signal,
    )
    await untilStarted()
    cancel.abort()
    expect(messageOf(await made)).toBe('refused: Cancelled.')
    await untilGone()
  })

  test('is the end of what it left running', async () => {
    rmSync(at('pids'), { force: true })
    const leaves = program(
      'leaves',
      `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
writeFileSync(${JSON.stringify(at('pids'))}, String(child.pid))
process.stdout.write('value', () => process.exit(0))`,
    )
    const made = await drive(commandRotator, { kind: 'command', create: leaves }, { current: 'old' }).create()
    expect(Buffer.from(unwrap(made).bytes).toString()).toBe('value')
    await untilGone()
  })

  test('is not waited for when what it left behind has a group of its own', async () => {
    rmSync(at('pids'), { force: true })
    const leaves = program(
      'escapes',
      `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true })
writeFileSync(${JSON.stringify(at('pids'))}, String(child.pid))
process.stdout.write('value', () => process.exit(0))`,
    )
    const made = await drive(commandRotator, { kind: 'command', create: leaves }, { current: 'old' }).create()
    for (const pid of pids()) process.kill(pid, 'SIGKILL')
    expect(Buffer.from(unwrap(made).bytes).toString()).toBe('value')
  })

  test('leaves no value in the list of processes', async () => {
    const slow = program(
      'slow',
      `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(at('slow'))}, '')
await new Promise((resolve) => setTimeout(resolve, 400))`,
    )
    const steps = drive(
      commandRotator,
      { kind: 'command', create: prints('pending-Value'), set: slow },
      { current: 'current-Value' },
    )
    await steps.create()
    const set = steps.set()
    while (!existsSync(at('slow'))) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(execFileSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })).not.toMatch(
      /pending-Value|current-Value/,
    )
    await set
  })
})
