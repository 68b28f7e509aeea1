/** A MariaDB server of the test's own on loopback, with TLS and every statement in a log. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Certificates, loopbackNames, makeCertificates } from './certificates.ts'
import { freePort, giveToNobody, greets, makeFolder, makeServerFolder, nobody, startServer } from './private-server.ts'

export interface MariaDb {
  readonly port: number
  readonly certificates: Certificates
  /** The general log: every statement as the server logs it. */
  readonly logFile: string
  readonly pid: number
  /** Removes its folder too. */
  stop(): Promise<void>
}

/** The account is called ada@% and may do everything. `names`: what the certificate is for; null: without TLS. */
export async function startMariaDb(
  password: string,
  names: readonly string[] | null = loopbackNames,
): Promise<MariaDb> {
  const folder = makeServerFolder('mariadb')
  const data = makeFolder(join(folder, 'data'))
  const temporary = makeFolder(join(folder, 'tmp'))
  const certificates = makeCertificates(folder, names ?? loopbackNames)
  const port = await freePort()
  const logFile = join(folder, 'general.log')
  const init = join(folder, 'init.sql')
  writeFileSync(
    init,
    `CREATE USER ada@'%' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO ada@'%' WITH GRANT OPTION;\n`,
  )
  giveToNobody(init)
  const asNobody = { ...nobody, cwd: folder, stdio: 'ignore' } as const
  const install = [
    '--no-defaults',
    `--datadir=${data}`,
    '--skip-test-db',
    '--skip-name-resolve',
    `--tmpdir=${temporary}`,
  ]
  execFileSync('mariadb-install-db', install, asNobody)
  const server = await startServer({
    folder,
    command: mariadbd,
    args: [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=16M',
      `--init-file=${init}`,
      '--general-log=1',
      `--general-log-file=${logFile}`,
      ...(names === null ? ['--skip-ssl'] : tlsOptions(folder, certificates)),
    ],
    isReady: () => greets(port),
  })
  return { port, certificates, logFile, pid: server.process.pid ?? -1, stop: server.stop }
}

const tlsOptions = (folder: string, { certFile, keyFile }: Certificates): readonly string[] => [
  `--ssl-ca=${join(folder, 'ca.pem')}`,
  `--ssl-cert=${certFile}`,
  `--ssl-key=${keyFile}`,
]

const mariadbd = process.platform === 'linux' ? '/usr/sbin/mariadbd' : 'mariadbd'
