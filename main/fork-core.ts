/** The core as an Electron utility process: its file, its arguments, and the little of our environment it needs. */
import { join } from 'node:path'
import { app, type MessagePortMain, utilityProcess } from 'electron'
import type { Log } from './core/log.ts'
import type { CoreChild } from './core-process.ts'

/** Variables that the core, the AWS SDK and SQLite read. Everything else, such as a shell's secrets, stays here. */
const passed = [
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'PATH',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
] as const

export function coreEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = Object.entries(env).filter(([name]) => (passed as readonly string[]).includes(name))
  const ofAws = Object.entries(env).filter(([name]) => name.startsWith('AWS_'))
  return Object.fromEntries([...named, ...ofAws].filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/**
 * Forks `core.js`, which the build puts beside `index.js`. What it prints is counted and dropped: a stack trace could
 * quote a value. `show` passes it on instead, for a developer's terminal.
 */
export function forkCore(home: string, show: boolean, log: Log): CoreChild<MessagePortMain> {
  const args = [`--home=${home}`, `--app-version=${app.getVersion()}`]
  const child = utilityProcess.fork(join(import.meta.dirname, 'core.js'), args, {
    serviceName: 'coffer-core',
    stdio: 'pipe',
    env: coreEnvironment(process.env),
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (printed: Buffer) => {
      if (show) process.stderr.write(printed)
      log.info('core.printed', { bytes: printed.length })
      printed.fill(0)
    })
  }
  return child
}
