/**
 * Entry of the core process. As Electron's utility process it talks to the shell over `parentPort`; as a plain Node
 * process (tests, measurements) it serves its socket alone and ends when locked.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CallAnswerMessage, EventMessage } from '../../shared/contract.ts'
import { homePaths } from '../../shared/home.ts'
import type { CoreMessage, ShellMessage } from '../../shared/host-contract.ts'
import type { Port } from './bridge.ts'
import { type Core, startCore } from './core.ts'
import { createHost } from './host-port.ts'
import { createLog } from './log.ts'
import { hardenProcess } from './process-hardening.ts'
import { createKdf } from './vault/kdf.ts'
import { createStructureCheck } from './vault/structure.ts'

/** The parts of Electron's MessagePortMain and parentPort that the core uses. */
interface ElectronPort {
  postMessage(message: unknown): void
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ElectronPort[] }) => void,
  ): void
  on(event: 'close', listener: () => void): void
  start?(): void
}

const parentPort = (process as NodeJS.Process & { readonly parentPort?: ElectronPort }).parentPort

const argument = (name: string): string | undefined =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3)

function portOf(port: ElectronPort): Port {
  const wrapped: Port = {
    post: (message: CallAnswerMessage | EventMessage) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    onClose: (listener) => port.on('close', listener),
  }
  return wrapped
}

/** In `resources/bin` of a release, where scripts/package.mjs puts it. Only Electron has a resources folder. */
function releasedCommand(): { readonly command?: string } {
  const resources: unknown = Reflect.get(process, 'resourcesPath')
  if (typeof resources !== 'string') return {}
  const command = join(resources, 'bin', process.platform === 'win32' ? 'coffer.exe' : 'coffer')
  return existsSync(command) ? { command } : {}
}

async function main(): Promise<void> {
  process.umask(0o077)
  hardenProcess()
  const home = argument('home')
  if (home === undefined) throw new Error('the core needs --home=FOLDER')
  const log = createLog({ file: join(homePaths(home).logs, 'coffer.log') })
  const send = (message: CoreMessage) => parentPort?.postMessage(message)
  const worker = (name: string) =>
    new URL(import.meta.url.endsWith('.ts') ? `./vault/${name}.ts` : `./${name}.js`, import.meta.url)
  let core: Core | undefined

  const end = async (code: number) => {
    await core?.close()
    process.exit(code)
  }
  const host = createHost((message) => {
    if (parentPort === undefined && message.kind === 'lock') void end(0)
    else send(message)
  })
  process.on('uncaughtException', (error) => {
    log.error('core.crash', { kind: error.name })
    process.exit(70)
  })

  try {
    core = await startCore({
      home,
      version: argument('app-version') ?? '0.0.0',
      ...releasedCommand(),
      host,
      kdf: createKdf(worker('kdf-worker')),
      checkStructure: createStructureCheck(worker('structure-worker')),
      log,
    })
  } catch (error) {
    log.error('core.start-failed', { kind: error instanceof Error ? error.name : 'unknown' })
    send({ kind: 'fatal', message: error instanceof Error ? error.message : 'The core could not start.' })
    if (parentPort === undefined) process.exit(70)
    return
  }

  const started = core
  parentPort?.on('message', ({ data, ports }) => {
    const message = data as ShellMessage
    if (message.kind === 'quit') {
      void end(0)
      return
    }
    const [port] = ports
    if (message.kind !== 'port') started.receive(message)
    else if (port !== undefined) {
      started.connect(portOf(port))
      port.start?.()
    }
  })
  if (parentPort === undefined) {
    process.on('SIGTERM', () => void end(0))
    process.on('SIGINT', () => void end(130))
    process.stdout.write(`coffer core listening: ${fileURLToPath(import.meta.url)}\n`)
  }
}

await main()
