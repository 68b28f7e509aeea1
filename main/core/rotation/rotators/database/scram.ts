/** Passwords as PostgreSQL stores them, so that a statement (and the log it may land in) never holds the password. */
import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)

/** `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` (RFC 5803 section 2). `password` is printable ASCII. */
export async function scramVerifier(password: string, iterations: number): Promise<string> {
  const salt = randomBytes(16)
  const salted = await derive(password, salt, iterations, 32, 'sha256')
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`
}

/** What servers older than version 10, and those set to it, store. */
export const md5Verifier = (password: string, username: string): string =>
  `md5${createHash('md5')
    .update(password + username)
    .digest('hex')}`
