import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildCli } from '../support/coffer-command.ts'
import { until } from '../support/conditions.ts'

const script = join(import.meta.dirname, '..', '..', 'scripts', 'demo.mjs')
const node = process.env.npm_node_execpath ?? 'node'
const limitMs = 60_000

interface Ran {
  readonly output: string
  readonly exitCode: number | null
}

let folder: string

/** `npm run demo` in a temporary folder of its own; `meanwhile` hears what it prints. */
function runDemo(
  command: readonly [string, ...string[]],
  meanwhile: (output: string, stop: () => void) => void = () => undefined,
): Promise<Ran> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const [program, ...words] = command
  const child = spawn(program, words, {
    env: { ...env, TMPDIR: folder, NO_COLOR: '1' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8')
    meanwhile(output, () => process.kill(-(child.pid ?? 0), 'SIGINT'))
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return new Promise((resolve) => {
    const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), limitMs)
    child.on('close', (exitCode) => {
      clearTimeout(late)
      resolve({ output: output.replaceAll('\r\n', '\n'), exitCode })
    })
  })
}

/** Command lines that still name the demo's folder. */
const leftRunning = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => line.includes(folder))

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

describe('the demo', () => {
  beforeEach(() => {
    buildCli()
    folder = mkdtempSync(join(tmpdir(), 'coffer-demo-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('plays a whole sync to its end on a terminal, with bars, and leaves nothing', async () => {
    const startedAt = Date.now()
    const { output, exitCode } = await runDemo(['script', '-qefc', `"${node}" "${script}"`, '/dev/null'])
    expect(output).toMatch(/Done in \d+ s\./)
    expect(exitCode).toBe(0)
    expect(Date.now() - startedAt).toBeLessThan(limitMs)
    for (const shown of [
      /\+ prod\/billing\/db .*create/,
      /\$ coffer vet prod\/search\/login --approve\n.*placeholder/,
      /prod\/billing\/db changed on both sides/,
      /us-east-1 refused [1-9]\d* calls/,
      /SECRET +prod eu-west-1 +prod us-east-1 +staging eu-central-1/,
      /\$\d+\.\d\d a month/,
      /(Listing|Reading|Applying) \S+ \S+ [━╌]{5,} \d+ of \d+/,
    ])
      expect(output).toMatch(shown)
    expect(readdirSync(folder)).toEqual([])
    await until('the end of all of it', () => leftRunning().length === 0)
  })

  test('takes away what it made when somebody ends it', async () => {
    let isEnded = false
    const { output, exitCode } = await runDemo([node, script], (sofar, stop) => {
      if (isEnded || !sofar.includes('3. Nothing is pushed')) return
      isEnded = true
      stop()
    })
    expect(output).not.toContain('Done in')
    expect(exitCode).not.toBe(0)
    expect(readdirSync(folder)).toEqual([])
    await until('the end of all of it', () => leftRunning().length === 0)
  })
})
