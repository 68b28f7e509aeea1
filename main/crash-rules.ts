/** An exception nobody expected ends the app, and the log learns where it was, never what it said. */
import type { Log, LogFields } from './core/log.ts'

/** sysexits EX_SOFTWARE. */
export const crashExitCode = 70

/** `end` must not return to the event loop with the core alive. */
export function installCrashRules(log: Log, end: () => void): void {
  const crash = (what: string) => (error: unknown) => {
    log.error(what, describeError(error))
    end()
  }
  process.on('uncaughtException', crash('exception'))
  process.on('unhandledRejection', crash('rejection'))
}

/** Class, code, and the file and line of the innermost frame; a message or a path could hold a value or a name. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { kind: typeof error }
  const code = (error as NodeJS.ErrnoException).code
  const frame = /([\w.-]+):(\d+):\d+\)?$/m.exec(framesOf(error))
  return {
    kind: error.constructor.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(frame === null ? {} : { where: `${frame[1]}:${frame[2]}` }),
  }
}

/** The stack without the message it begins with, which could pretend to be a frame. */
function framesOf({ stack = '', message }: Error): string {
  const at = message === '' ? 0 : stack.lastIndexOf(message)
  return at === -1 ? '' : stack.slice(at + message.length)
}
