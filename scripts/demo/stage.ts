/** What the demo plays on: an AWS and a core of its own, and the `coffer` command as a person would type it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callAws } from '../../test/support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../../test/support/aws/server.ts'
import { startCoreProcess } from '../../test/support/core-process.ts'
import { root } from '../lib/paths.mjs'
import { makeStagingKeys, type StagingKeys } from './secrets.ts'

export const accounts = { prod: '111122223333', staging: '444455556666' } as const
export const regions = ['eu-west-1', 'us-east-1', 'eu-central-1'] as const

export interface Stage {
  readonly aws: AwsServer
  readonly stagingKeys: StagingKeys
  /** Runs `coffer`, shown as it is typed; throws when it ends otherwise than expected. */
  coffer(line: string, options?: { readonly input?: string | Uint8Array; readonly ends?: number }): Promise<void>
  /** The same without being seen, and with what it printed. */
  quietly(words: readonly string[], input?: string | Uint8Array): Promise<string>
  /** Somebody else, at the console of the production account. */
  inAws(region: string, operation: string, input: unknown): Promise<Readonly<Record<string, unknown>>>
  say(text: string): void
  /** Ends everything that was started and takes away everything that was made. Asked again, it waits for the same. */
  clear(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-demo-'))
  const home = join(folder, 'vault')
  // As far away as a region nearby.
  const aws = await startAwsServer({ accounts: Object.values(accounts), regions, latencyMs: 20 })
  const stagingKeys = makeStagingKeys(accounts.staging)
  aws.addKey({ accountId: accounts.staging, user: 'ada', ...stagingKeys })
  const env = environment(folder, home)
  writeProfiles(folder, aws)
  Object.assign(process.env, env)
  const core = await startCoreProcess(home)
  const running: Running = { child: null, isOver: false }
  const clear = async () => {
    running.isOver = true
    // First: a command that loses its core would start another.
    running.child?.kill('SIGKILL')
    await core.stop()
    await aws.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  let clearing: Promise<void> | null = null
  return {
    aws,
    stagingKeys,
    async coffer(line, { input, ends = 0 } = {}) {
      process.stdout.write(`\n$ coffer ${line}\n`)
      const ran = await run(running, wordsOf(line), env, { input, shown: true })
      if (ran.code !== ends) throw new Error(`coffer ${line} ended with ${ran.code} instead of ${ends}`)
    },
    async quietly(words, input) {
      const ran = await run(running, [...words, '--quiet'], env, { input, shown: false })
      if (ran.code !== 0) throw new Error(`coffer ${words.join(' ')} ended with ${ran.code}`)
      return ran.stdout
    },
    async inAws(region, operation, input) {
      const credentials = aws.credentialsOf(accounts.prod)
      const answer = await callAws(aws.url, operation, input, { region, credentials })
      if (answer.status !== 200) throw new Error(`${operation}: ${answer.text}`)
      return answer.json
    },
    say: (text) => void process.stdout.write(`\n${text}\n`),
    clear() {
      clearing ??= clear()
      return clearing
    },
  }
}

function environment(folder: string, home: string): NodeJS.ProcessEnv {
  return {
    HOME: folder,
    COFFER_HOME: home,
    AWS_CONFIG_FILE: join(folder, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, '.aws', 'credentials'),
  }
}

function writeProfiles(folder: string, aws: AwsServer): void {
  const { accessKeyId, secretAccessKey } = aws.credentialsOf(accounts.prod)
  mkdirSync(join(folder, '.aws'))
  writeFileSync(join(folder, '.aws', 'config'), '[profile shop]\nregion = eu-west-1\n')
  writeFileSync(
    join(folder, '.aws', 'credentials'),
    `[shop]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    { mode: 0o600 },
  )
}

/** Single quotes hold a word together, as in a shell. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

interface Ran {
  readonly code: number | null
  readonly stdout: string
}

/** The command that runs now, and whether there may be another. */
interface Running {
  child: ChildProcess | null
  isOver: boolean
}

function run(
  running: Running,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { input, shown }: { readonly input: string | Uint8Array | undefined; readonly shown: boolean },
): Promise<Ran> {
  if (running.isOver) return Promise.reject(new Error('the demo was ended'))
  const child = spawn(process.execPath, [join(root, 'out', 'cli', 'index.js'), ...words], {
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: [input === undefined ? 'ignore' : 'pipe', shown ? 'inherit' : 'pipe', 'inherit'],
    // A session of its own has no terminal to ask on.
    detached: true,
  })
  running.child = child
  let stdout = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  child.stdin?.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout }))
  })
}
