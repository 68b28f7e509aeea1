/** How one call of the contract is declared; the calls themselves are in contract.ts and the contract-*.ts beside it. */
import { z } from 'zod'
import { limits } from './limits.ts'

/** Who may make a call: the page in our own window, or a program on the user-only socket. */
export type Door = 'window' | 'socket'

export interface Call<Schema extends z.ZodType, Answer> {
  readonly input: Schema
  readonly doors: readonly Door[]
  /** Carries the answer's type only; never present at run time. */
  readonly answer?: Answer
}

export const both: readonly Door[] = ['window', 'socket']
export const windowOnly: readonly Door[] = ['window']

export const call =
  <Answer>() =>
  <Schema extends z.ZodType>(input: Schema, doors: readonly Door[] = both): Call<Schema, Answer> => ({ input, doors })

/** Bytes as they cross the port: the receiver owns them. `max` is the largest length let in. */
export const bytes = (max: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= max, `bytes, at most ${max}`)

export const nothing = z.strictObject({})
export const secretName = z.string().min(1).max(limits.nameLength)
export const versionId = z.string().max(256)
