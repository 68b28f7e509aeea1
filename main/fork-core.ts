/** The core as an Electron utility process: its file, its arguments, and the little of our environment it needs. */
import { join } from 'node:path'
import { app, type MessagePortMain, utilityProcess } from 'electron'
import type { Log } from './core/log.ts'
import { coreEnvironment } from './core-environment.ts'
import type { CoreChild } from './core-process.ts'

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
