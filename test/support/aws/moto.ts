/** moto, run as a server of its own: another opinion on the rows where it can be trusted. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { motoBin } from '../provisions.ts'
import { freePort } from '../servers/private-server.ts'

export type Moto = { readonly url: string; readonly close: () => Promise<void> }

const START_WITHIN_MS = 120_000

export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(join(motoBin, 'python'), ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const giveUpAt = Date.now() + START_WITHIN_MS
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) throw new Error('moto did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    close: async () => {
      child.kill()
      await ended
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/moto-api/`).then(
    (response) => response.ok,
    () => false,
  )
