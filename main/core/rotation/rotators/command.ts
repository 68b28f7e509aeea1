/** A program of the user's for each step. What it gets and answers is documented in docs/rotators.md. */
import { type FailureOf, fail, type Result, succeed } from '../../../../shared/failure.ts'
import { limits } from '../../../../shared/limits.ts'
import type { RotationStep } from '../../../../shared/rotation-model.ts'
import type { LentValue, NewValue, Rotator, RotatorContext } from '../rotator.ts'
import { type ProgramEnd, runProgram } from './command/run-program.ts'

type Context = RotatorContext<'command'>

/** sysexits.h: "temporary failure, user is invited to retry". */
const TRY_AGAIN = 75

export const commandRotator: Rotator<'command'> = {
  kind: 'command',
  create: async (context) => {
    const end = await run(context, 'create', context.config.create)
    return end.kind === 'exit' && end.code === 0 ? newValue(end.output) : fail(failureOf('create', context, end))
  },
  set: (context) => step(context, 'set'),
  test: (context) => step(context, 'test'),
  finish: (context) => step(context, 'finish'),
}

/** A step without a program has nothing to do. */
async function step(context: Context, name: 'set' | 'test' | 'finish'): Promise<Result<null>> {
  const argv = context.config[name]
  if (argv === null) return succeed(null)
  const end = await run(context, name, argv)
  if (end.kind !== 'exit') return fail(failureOf(name, context, end))
  end.output.fill(0)
  return end.code === 0 ? succeed(null) : fail(failureOf(name, context, end))
}

async function run(context: Context, name: RotationStep, argv: readonly string[]): Promise<ProgramEnd> {
  const input = inputOf(context, name)
  try {
    return await runProgram({
      argv,
      input,
      timeoutMs: context.config.timeoutSeconds * 1_000,
      // A value and the line end that most programs put behind what they print.
      outputLimitBytes: limits.valueBytes + 2,
      signal: context.signal,
    })
  } finally {
    input.fill(0)
  }
}

/** One line of JSON. Values are text, or base64 where they are binary. */
function inputOf({ name, token, current, pending, previous }: Context, step: RotationStep): Buffer {
  const values = { current: lentText(current), pending: lentText(pending), previous: lentText(previous) }
  return Buffer.from(`${JSON.stringify({ step, secret: name, token, ...values })}\n`)
}

function lentText(lent: LentValue | null) {
  if (lent === null) return null
  const bytes = Buffer.from(lent.bytes.buffer, lent.bytes.byteOffset, lent.bytes.byteLength)
  const { versionId } = lent
  return lent.form === 'text' ? { versionId, text: bytes.toString() } : { versionId, base64: bytes.toString('base64') }
}

/** What `create` prints is the value; one line end behind it is not part of it. */
function newValue(output: Buffer): Result<NewValue> {
  const end = /\r?\n$/.exec(output.subarray(-2).toString('latin1'))?.[0].length ?? 0
  const bytes = Uint8Array.from(output.subarray(0, output.length - end))
  output.fill(0)
  if (bytes.length === 0) return fail(refused('The program of the step create printed no value.'))
  return succeed({ form: isText(bytes) ? 'text' : 'binary', bytes })
}

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

const refused = (message: string): FailureOf<'refused'> => ({ kind: 'refused', message })

function failureOf(name: RotationStep, { config }: Context, end: ProgramEnd): FailureOf<'refused' | 'unavailable'> {
  const program = `The program of the step ${name}`
  switch (end.kind) {
    case 'exit': {
      end.output.fill(0)
      if (end.code !== TRY_AGAIN) return refused(`${program} failed with exit code ${end.code}.`)
      return { kind: 'unavailable', message: `${program} asks to be tried again later (exit code ${TRY_AGAIN}).` }
    }
    case 'not-started':
      return refused(`${program} could not be started (${end.code}): is its path right, and may it be run?`)
    case 'signal':
      return refused(`${program} was ended by ${end.signal}.`)
    case 'too-long':
      return { kind: 'unavailable', message: `${program} took longer than ${config.timeoutSeconds} s and was ended.` }
    case 'too-much':
      return refused(`${program} printed more than a value may hold (${limits.valueBytes} bytes) and was ended.`)
    case 'cancelled':
      return refused('Cancelled.')
  }
}
