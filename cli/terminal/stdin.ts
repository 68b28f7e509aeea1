/** Standard input as bytes, whole. */
import { type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, usage } from '../failure.ts'

/** Reads to the end; refuses more than `mostBytes`. The caller owns the bytes. */
export async function readStdin(mostBytes: number): Promise<Result<Uint8Array, CliFailure>> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length <= mostBytes) continue
    for (const read of chunks) read.fill(0)
    return usage(`Standard input holds more than ${mostBytes.toLocaleString('en')} bytes.`)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
    chunk.fill(0)
  }
  return succeed(whole)
}
