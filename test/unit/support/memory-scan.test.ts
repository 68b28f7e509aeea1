import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { formsOf, processTree, scanMemory } from '../../support/memory-scan.ts'

/** The scanner must not find the values in itself, so the test never holds one in a searched form in the child. */
const program = (hold: string) => `
  const parts = JSON.parse(process.argv[1])
  const text = parts.join('')
  const held = ${hold}
  parts.length = 0
  process.stdout.write('ready')
  setInterval(() => held.length, 1000)
`

describe.runIf(process.platform === 'linux')('the memory scan', () => {
  let child: ChildProcess | undefined
  afterEach(() => child?.kill('SIGKILL'))

  /** The value arrives in two halves, so that it exists as a whole only in the form the program makes of it. */
  const scanChild = async (hold: string, value: string) => {
    const halves = JSON.stringify([value.slice(0, 9), value.slice(9)])
    child = spawn(process.execPath, ['-e', program(hold), halves], { stdio: ['ignore', 'pipe', 'inherit'] })
    if (child.stdout !== null) await once(child.stdout, 'data')
    return scanMemory([child.pid ?? 0], [{ name: 'value', text: value }])
  }

  test('finds a value in each form', async () => {
    const value = 'marker-7Kq2mZ9xW4-marker'
    for (const [form, hold] of [
      ['utf8', "Buffer.from(text, 'utf8')"],
      ['utf16le', "Buffer.from(text, 'utf16le')"],
      ['base64', "Buffer.from(Buffer.from('x' + text).toString('base64'))"],
    ] as const) {
      const findings = await scanChild(hold, value)
      expect(findings.map((each) => each.form)).toContain(form)
      child?.kill('SIGKILL')
    }
  })

  test('finds nothing where there is nothing', async () => {
    child = spawn(process.execPath, ['-e', "process.stdout.write('ready'); setInterval(() => {}, 1000)"])
    if (child.stdout !== null) await once(child.stdout, 'data')
    expect(scanMemory([child.pid ?? 0], [{ name: 'value', text: 'marker-7Kq2mZ9xW4-marker' }])).toEqual([])
  })

  test('knows the processes below a process', async () => {
    child = spawn('/bin/sh', ['-c', 'sleep 30 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = child.stdout === null ? [''] : await once(child.stdout, 'data')
    const sleeper = Number(String(printed).trim())
    expect(processTree(child.pid ?? 0)).toEqual(expect.arrayContaining([child.pid, sleeper]))
    process.kill(sleeper)
  })

  test('knows a text’s base64 wherever in a longer text it stands', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        fc.string({ minLength: 12 }),
        fc.uint8Array({ maxLength: 9 }),
        (before, text, after) => {
          const encoded = Buffer.concat([before, Buffer.from(text), after]).toString('base64')
          const found = formsOf(text).some(([form, bytes]) => form === 'base64' && encoded.includes(bytes.toString()))
          expect(found).toBe(true)
        },
      ),
    )
  })
})
