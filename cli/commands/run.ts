import { type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, flag, list, value } from '../line/command.ts'
import { parseReference, type Reference } from '../references/reference.ts'
import { createResolver, type Resolver } from '../references/resolve.ts'
import { runChild } from '../run/child.ts'
import { createTemporaryKey, type TemporaryKey } from '../run/endpoint-key.ts'
import { readSources, type Source } from '../run/environment.ts'
import { createRamFolder } from '../run/ram-files.ts'

export const run = defineCommand({
  name: 'run',
  group: 'programs',
  summary: 'Run a program with secrets in its environment',
  details: [
    'An env file has plain values and references such as `DB_PASSWORD=coffer://prod/db#password`, so it can be kept with the code. --secret gives every key of a JSON or .env value; a value without keys becomes one variable, named after the last part of its name (`prod/stripe-key` is STRIPE_KEY). What comes later on the line wins.',
    'The program takes our place: signals go to it, its exit code is ours (128 + N when signal N ended it). No shell reads the words after `--`.',
    'On a terminal, what the program prints is searched for the injected values, which are masked. It then prints into a pipe, so give --no-mask to programs that draw on the whole screen.',
    'An environment is not a safe: every process of yours can read it in /proc/PID/environ while the program runs, and the program hands it on to its children. --stdin and --file keep a secret out of it; files are held in memory where the system can, and removed when the program ends.',
  ],
  arguments: {},
  options: {
    'env-file': list('FILE', 'Variables from an env file with references', { completes: 'file' }),
    secret: list('NAME', 'Variables from the keys of a secret', { completes: 'secret' }),
    env: list('VAR=TEXT', 'One variable; TEXT holds references'),
    file: list('VAR=REF', 'Put a value in a file and its path in a variable'),
    stdin: value('REF', "Give a value on the program's standard input"),
    endpoint: flag('Switch the local Secrets Manager on and give the program a key that dies with it'),
    allow: list('GLOB', 'With --endpoint: what the program may see there'),
    write: flag('With --endpoint: it may also change what it sees'),
    'no-mask': flag('Leave what the program prints alone'),
  },
  takesProgram: true,
  examples: [
    { line: 'coffer run --env-file .env.coffer -- npm start', about: 'Instead of a .env file' },
    { line: 'coffer run --secret prod/db -- ./migrate', about: 'Every key of a secret' },
    { line: 'coffer run --file PGPASSFILE=coffer://pg/pass -- psql', about: 'A file instead of a variable' },
    {
      line: 'coffer run --stdin coffer://docker/token -- docker login -u ada --password-stdin',
      about: 'By standard input',
    },
  ],
  async run(context, { options, program, sequence }) {
    if (program.length === 0) return usage('Say what to run after `--`.', 'coffer run --secret NAME -- COMMAND')
    if (options.endpoint && options.allow.length === 0)
      return usage('Say what the program may see at the endpoint: --allow GLOB.')
    const sources = sequence.filter((source): source is Source => isSource(source.kind))
    const resolver = createResolver(context)
    try {
      const injected = await readSources(context, resolver, sources)
      if (!injected.ok) return injected
      const stdin = options.stdin === undefined ? succeed(null) : await resolveWord(resolver, '--stdin', options.stdin)
      if (!stdin.ok) return stdin
      const files = await writeFiles(context, resolver, options.file)
      if (!files.ok) return files
      // For as long as the program runs, nothing more than it needs stays here.
      resolver.wipe()
      const key = await endpointKey(context, program[0] ?? '', options)
      if (!key.ok) return key
      context.core.release()
      const { variables, values } = injected.value
      const masked = [...values, ...files.value.values, key.value.secret, stdin.value?.slice() ?? nothing]
      const ended = await runChild({
        command: program,
        env: { ...process.env, ...Object.fromEntries(variables), ...key.value.variables, ...files.value.variables },
        stdin: stdin.value,
        masked: options['no-mask'] ? null : masked,
      })
      files.value.remove()
      await key.value.remove()
      return ended
    } finally {
      resolver.wipe()
    }
  },
})

const nothing = new Uint8Array(0)

async function endpointKey(
  context: Context,
  command: string,
  {
    endpoint,
    allow,
    write,
  }: { readonly endpoint: boolean; readonly allow: readonly string[]; readonly write: boolean },
): Promise<Result<TemporaryKey, CliFailure>> {
  if (endpoint) return createTemporaryKey(context, { command, allow, write })
  return succeed({ variables: {}, secret: nothing, remove: async () => undefined })
}

const isSource = (kind: string): kind is Source['kind'] => kind === 'env-file' || kind === 'secret' || kind === 'env'

async function resolveWord(resolver: Resolver, option: string, text: string): Promise<Result<Uint8Array, CliFailure>> {
  const reference = readWord(option, text)
  return reference.ok ? resolver.resolve(reference.value) : reference
}

/** A whole reference, or the bare name of a secret. */
function readWord(option: string, text: string): Result<Reference, CliFailure> {
  const parsed = parseReference(text.startsWith('coffer://') ? text : `coffer://${text}`)
  return parsed.ok ? parsed : usage(`${option}: ${parsed.failure.message}`)
}

interface Files {
  readonly variables: Readonly<Record<string, string>>
  readonly values: readonly Uint8Array[]
  remove(): void
}

async function writeFiles(
  context: Context,
  resolver: Resolver,
  words: readonly string[],
): Promise<Result<Files, CliFailure>> {
  if (words.length === 0) return succeed({ variables: {}, values: [], remove: () => undefined })
  const contents: { readonly variable: string; readonly bytes: Uint8Array }[] = []
  for (const word of words) {
    const [, variable, text] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s.exec(word) ?? []
    if (variable === undefined || text === undefined) return usage('--file is NAME=coffer://….')
    const resolved = await resolveWord(resolver, `--file ${variable}`, text)
    if (!resolved.ok) return resolved
    contents.push({ variable, bytes: resolved.value })
  }
  const folder = createRamFolder(context.onEnd)
  if (!folder.inMemory) context.out.note(`This system has no files in memory: they are in ${folder.path} meanwhile.`)
  const variables = Object.fromEntries(contents.map(({ variable, bytes }) => [variable, folder.add(variable, bytes)]))
  return succeed({ variables, values: contents.map(({ bytes }) => bytes), remove: folder.remove })
}
