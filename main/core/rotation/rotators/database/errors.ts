/** What drivers throw, as failures for the user: the server's words without any value of the statement. */
import { fail, type Result, succeed } from '../../../../../shared/failure.ts'

/**
 * Whether the same may work later, by the error's code: Node's for the network, the driver's, SQLSTATE classes 08, 40, 53
 * and 57 (connection, rollback, resources, operator), and MySQL's names for the like. Without a code the connection broke.
 */
export const mayPass = (code: string): boolean =>
  /^$|^E[A-Z]+$|^EAI_AGAIN$|^PROTOCOL_|^(08|40|53|57)...$/.test(code) ||
  /^ER_(CON_COUNT_ERROR|TOO_MANY_USER_CONNECTIONS|SERVER_SHUTDOWN|LOCK_WAIT_TIMEOUT|LOCK_DEADLOCK)$/.test(code)

/** Shorter ones occur in any sentence, and what is missing there would tell them. */
const shortestHidden = 6

/** The server's words without any value that was in the statement. */
export const withoutValues = (message: string, values: readonly string[]): string =>
  values
    .filter((value) => value.length >= shortestHidden)
    .reduce((text, value) => text.replaceAll(value, '…'), message)
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 300)

/** The driver's code ("" when there is none) and what it says. Its errors may carry the whole statement: not used. */
export const partsOf = (error: unknown): { readonly code: string; readonly message: string } => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return { code, message: error instanceof Error ? error.message || code : 'no answer' }
}

/** `unavailable` for what may pass, `refused` for what stands; `sentence` makes the message of an error. */
export async function guarded<T>(work: () => Promise<T>, sentence: (error: unknown) => string): Promise<Result<T>> {
  try {
    return succeed(await work())
  } catch (error) {
    return fail({ kind: mayPass(partsOf(error).code) ? 'unavailable' : 'refused', message: sentence(error) })
  }
}

/** A server that is stuck does not answer a goodbye either. */
const goodbyeWithinMs = 2_000

/** Waits for the driver's own end for a moment, then breaks the connection. */
export async function closeWithin(end: Promise<unknown>, socket: { destroy(): unknown }): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, goodbyeWithinMs)
  })
  await Promise.race([end.catch(() => undefined), late])
  clearTimeout(timer)
  socket.destroy()
}
