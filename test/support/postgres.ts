/** A PostgreSQL server of the test's own: a fresh cluster on loopback, with one role. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

export interface Postgres {
  readonly port: number
  /** The caller's to remove. */
  readonly folder: string
  stop(): Promise<void>
}

/** The server refuses to run as root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null
const role = 'ada'

/** In `folder`, which is there and empty. The role is called ada. */
export async function startPostgres(folder: string, password: string): Promise<Postgres> {
  const bin = programFolder()
  const port = await freePort()
  const passwordFile = `${folder}.password`
  writeFileSync(passwordFile, password)
  if (nobody !== null) for (const path of [folder, passwordFile]) chownSync(path, nobody.uid, nobody.gid)
  const options = { ...nobody, cwd: folder, stdio: 'ignore' } as const
  const words = ['-D', folder, '-U', role, '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  execFileSync(join(bin, 'initdb'), words, options)
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', folder, '-p', String(port), '-k', folder, '-h', '127.0.0.1'],
    options,
  )
  rmSync(passwordFile)
  await untilReady(bin, port)
  return { port, folder, stop: () => stop(server) }
}

function programFolder(): string {
  const debian = '/usr/lib/postgresql'
  const newest = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))[0] : undefined
  if (newest !== undefined) return join(debian, newest, 'bin')
  return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim()
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

async function untilReady(bin: string, port: number): Promise<void> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error('PostgreSQL did not start')
}

function stop(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    server.kill('SIGINT')
  })
}
