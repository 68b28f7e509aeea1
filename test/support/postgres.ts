/** A PostgreSQL server of the test's own: a fresh cluster on loopback, with one role, and TLS when asked. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certificates, loopbackNames, makeCertificates } from './servers/certificates.ts'
import { freePort, giveToNobody, nobody, startServer } from './servers/private-server.ts'

export interface Postgres {
  readonly port: number
  /** Removed by `stop`. */
  readonly folder: string
  stop(): Promise<void>
}

const role = 'ada'

/** In `folder`, which is there and empty. The role is called ada and may do everything. */
export async function startPostgres(folder: string, password: string, settings: readonly string[] = []) {
  const bin = programFolder()
  const port = await freePort()
  const passwordFile = `${folder}.password`
  writeFileSync(passwordFile, password)
  for (const path of [folder, passwordFile]) giveToNobody(path)
  const words = ['-D', folder, '-U', role, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync']
  execFileSync(join(bin, 'initdb'), words, { ...nobody, cwd: folder, stdio: 'ignore' })
  rmSync(passwordFile)
  const server = await startServer({
    folder,
    command: join(bin, 'postgres'),
    args: [
      '-D',
      folder,
      '-p',
      String(port),
      '-k',
      folder,
      '-h',
      '127.0.0.1',
      ...settings.flatMap((one) => ['-c', one]),
    ],
    isReady: () => isReady(bin, port),
    endSignal: 'SIGINT',
  })
  const postgres: Postgres = { port, folder, stop: server.stop }
  return postgres
}

export interface TlsPostgres extends Postgres {
  readonly certificates: Certificates
  /** What the server logs, statements included. */
  readonly logFile: string
}

/** With TLS, and every statement in its log. `names`: what its certificate is for. */
export async function startTlsPostgres(
  password: string,
  names: readonly string[] = loopbackNames,
): Promise<TlsPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-postgres-'))
  const tlsFolder = mkdtempSync(join(tmpdir(), 'coffer-postgres-tls-'))
  giveToNobody(tlsFolder)
  const certificates = makeCertificates(tlsFolder, names)
  const tls = ['ssl=on', `ssl_cert_file=${certificates.certFile}`, `ssl_key_file=${certificates.keyFile}`]
  const logged = ['logging_collector=on', 'log_directory=logged', 'log_filename=all.log', 'log_statement=all']
  const server = await startPostgres(folder, password, [...tls, ...logged, 'fsync=off'])
  return {
    ...server,
    certificates,
    logFile: join(folder, 'logged', 'all.log'),
    async stop() {
      await server.stop()
      rmSync(tlsFolder, { recursive: true, force: true })
    },
  }
}

function programFolder(): string {
  const debian = '/usr/lib/postgresql'
  const newest = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))[0] : undefined
  if (newest !== undefined) return join(debian, newest, 'bin')
  return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim()
}

function isReady(bin: string, port: number): boolean {
  try {
    execFileSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
