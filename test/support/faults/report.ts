/** What the fault suite did and found, as docs/faults.md: written by the run itself, after each of its tests. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { test } from 'vitest'
import { isFull } from './processes.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const folder = join(root, '.cache', 'faults', 'found')

export interface Tally {
  /** Adds to what was done. */
  did(what: string, times?: number): void
  /** Adds to what was found; a line of what is expected to be none starts at 0. */
  found(what: string, times?: number): void
}

interface Entry {
  readonly id: string
  readonly title: string
  readonly at: string
  readonly full: boolean
  readonly passed: boolean
  readonly seconds: number
  readonly did: Readonly<Record<string, number>>
  readonly found: Readonly<Record<string, number>>
}

type Test = typeof test | ((title: string, body: () => Promise<void>, timeoutMs?: number) => void)

/** One fault of the security reference (4.2) as a test that leaves its line in the report. */
export function fault(
  id: string,
  title: string,
  body: (tally: Tally) => Promise<void>,
  run: Test = test,
  timeoutMs = isFull ? 3_600_000 : 900_000,
): void {
  run(
    `${id}: ${title}`,
    async () => {
      const did: Record<string, number> = {}
      const found: Record<string, number> = {}
      const add =
        (to: Record<string, number>) =>
        (what: string, times = 1) => {
          to[what] = (to[what] ?? 0) + times
        }
      const startedAt = Date.now()
      let passed = false
      try {
        await body({ did: add(did), found: add(found) })
        passed = true
      } finally {
        const seconds = Math.round((Date.now() - startedAt) / 1_000)
        keep({ id, title, at: new Date().toISOString().slice(0, 10), full: isFull, passed, seconds, did, found })
      }
    },
    timeoutMs,
  )
}

function keep(entry: Entry): void {
  mkdirSync(folder, { recursive: true })
  const name = `${entry.id}-${entry.title.replaceAll(/\W+/g, '-')}`.slice(0, 80)
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(entry))
  writeReport()
}

const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .map(([what, times]) => `${times.toLocaleString('en')} ${what}`)
    .join(', ')

const orderOf = ({ id, title }: Entry): string => `${id.slice(1).padStart(3, '0')} ${title}`

function writeReport(): void {
  const entries = readdirSync(folder)
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Entry)
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  const rows = entries.map(
    ({ id, title, at, full, passed, seconds, did, found }) =>
      `| ${id} | ${title} | ${counts(did)} | ${counts(found)} | ${passed ? 'held' : '**failed**'} | ${at}${full ? ', full' : ''}, ${seconds} s |`,
  )
  const lines = [
    '# What was done to the vault, and what came of it',
    '',
    'Written by `npm run test:faults` (with `FULL=1` for the full numbers). Each line is one fault of the list the suite',
    'follows: how often it was done, what was found, and whether the promise held: no acknowledged save lost, no change',
    'unnoticed, nothing left behind.',
    '',
    ...machine().map((fact) => `- ${fact}`),
    '',
    '| | Fault | Done | Found | Promise | When |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ]
  writeFileSync(join(root, 'docs', 'faults.md'), lines.join('\n'))
}

function machine(): readonly string[] {
  const db = new Database(':memory:')
  const sqlite = db.prepare('SELECT sqlite_version()').pluck().get()
  db.close()
  const [cpu] = cpus()
  return [
    `${type()} ${release().split('-')[0]}, ${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Electron ${process.versions.electron ?? 'none'}, Node ${process.versions.node}, SQLite ${String(sqlite)}`,
  ]
}
