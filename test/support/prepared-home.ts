/** A home with a vault, made by the terminal and a core without a window, and closed again: to be copied and broken. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshHome } from './app.ts'
import { startCoreProcess } from './core-process.ts'
import { coffer } from './terminal.ts'

export const preparedPassword = 'zookeeper abacus jigsaw'
export const preparedSecret = { name: 'prod/billing/db', value: 'the-value-of-the-prepared-secret' }

/** Only the vault file and the anchor are in it. */
export async function prepareHome(): Promise<string> {
  const home = freshHome()
  mkdirSync(home, { mode: 0o700 })
  const core = await startCoreProcess(home)
  for (const [words, input] of [
    [['init', '--password-stdin'], preparedPassword],
    [['put', preparedSecret.name], preparedSecret.value],
  ] as const) {
    const { exitCode, stderr } = await coffer(words, { home, input })
    if (exitCode !== 0) throw new Error(stderr)
  }
  await core.stop()
  if (existsSync(`${vaultOf(home)}-wal`)) throw new Error('the vault was not closed')
  return home
}

export const vaultOf = (home: string): string => join(home, 'vault.db')

/** A fresh home whose vault file is what `change` makes of the prepared one. */
export function homeWith(prepared: string, change: (vault: Buffer) => Buffer): string {
  const home = freshHome()
  mkdirSync(home, { mode: 0o700 })
  cpSync(join(prepared, 'anchor.json'), join(home, 'anchor.json'))
  writeFileSync(vaultOf(home), change(readFileSync(vaultOf(prepared))), { mode: 0o600 })
  return home
}

/** The vault file and what lies beside it under its name: a journal would be a change. */
export const vaultFiles = (home: string): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    readdirSync(home)
      .filter((name) => name.startsWith('vault.db'))
      .map((name) => [name, readFileSync(join(home, name))]),
  )
