/** Logs in with a value, trying the kinds of protection its `ssl` member allows in their order. */
import type { DatabaseValue } from './database-value.ts'
import type { DatabaseEngine, Login } from './session.ts'
import { tlsChoices } from './tls-choice.ts'

export interface ConnectOptions {
  readonly engine: DatabaseEngine
  readonly ca: string | null
  readonly signal: AbortSignal
}

/** `problem` when the server speaks no TLS and plain text is not allowed there. */
export async function connect({ engine, ca, signal }: ConnectOptions, value: DatabaseValue): Promise<Login> {
  const host = value.host.replace(/^\[|\]$/g, '')
  let answer: Login = { kind: 'problem', message: '' }
  for (const tls of tlsChoices({ ssl: value.ssl, host, ca })) {
    answer = await engine.login({ ...value, host }, tls, signal)
    if (answer.kind !== 'no-tls') return answer
  }
  return { kind: 'problem', message: `${answer.message} ${plainTextAdvice}` }
}

const plainTextAdvice =
  'Coffer sends no password in plain text over a network, unless the value itself has "ssl": false.'
