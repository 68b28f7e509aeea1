/**
 * What an end-to-end test puts into a vault, new for every run so that nothing found can be of an earlier one: an
 * OpenSSH key, a `.env` of 20 keys, a binary of 60 KB, and a token that is edited twice.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Needle } from './memory-scan.ts'
import { makeSshKey } from './ssh-keygen.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Random letters and digits: equal in every encoding of text, and nowhere by chance. */
export const randomWord = (length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('')

export interface Planted {
  readonly password: string
  readonly ssh: { readonly name: string; readonly text: string; readonly fingerprint: string }
  readonly env: {
    readonly name: string
    readonly text: string
    readonly file: string
    readonly values: ReadonlyMap<string, string>
  }
  readonly binary: { readonly name: string; readonly bytes: Buffer; readonly file: string }
  /** Three versions, the first to be created, the others by editing. */
  readonly token: { readonly name: string; readonly texts: readonly [string, string, string] }
  readonly tag: { readonly key: string; readonly value: string }
  readonly description: string
  readonly note: string
}

/** Makes them, and in `folder` the two files that are to be chosen in the window. */
export function plant(folder: string): Planted {
  const path = `prod/${randomWord(12)}`
  const values = new Map(Array.from({ length: 20 }, (_, at) => [`KEY_${at}_${randomWord(10)}`, randomWord(32)]))
  const env = [...values].map(([key, value]) => `${key}=${value}\n`).join('')
  const bytes = makeBinary()
  const files = { env: join(folder, 'settings.env'), binary: join(folder, 'keystore.bin') }
  writeFileSync(files.env, env)
  writeFileSync(files.binary, bytes)
  const token = () => `ghp_${randomWord(36)}`
  return {
    password: `${randomWord(10)} ${randomWord(10)} ${randomWord(10)}`,
    ssh: { name: `${path}/deploy-key`, ...makeSshKey(folder, `deploy-${randomWord(12)}`) },
    env: { name: `${path}/settings`, text: env, file: files.env, values },
    binary: { name: `${path}/keystore`, bytes, file: files.binary },
    token: { name: `${path}/token`, texts: [token(), token(), token()] },
    tag: { key: `team-${randomWord(12)}`, value: `payments-${randomWord(12)}` },
    description: `for ${randomWord(16)}`,
    note: `because ${randomWord(16)}`,
  }
}

/** Bytes that are no text, with words in them by which pieces of it can be found. */
function makeBinary(): Buffer {
  const bytes = randomBytes(60 * 1_024)
  bytes[0] = 0xff
  for (const at of [1, 30_000, bytes.length - wordBytes]) bytes.write(randomWord(wordBytes), at, 'latin1')
  return bytes
}

const wordBytes = 32

/** A value's first, middle and last 16 characters: a part of it is a leak as well. */
function piecesOf(name: string, text: string): readonly Needle[] {
  const starts = [0, Math.floor((text.length - 16) / 2), text.length - 16]
  return [...new Set(starts)].map((from) => ({ name, text: text.slice(from, from + 16) }))
}

/** Of the 23 values: the key, the 20 of the `.env`, the binary, and the token in all its versions. */
export function valueNeedles({ ssh, env, binary, token }: Planted): readonly Needle[] {
  const keyLines = ssh.text.split('\n').filter((line) => /^[A-Za-z0-9+/]{40,}$/.test(line) && !line.startsWith('b3Bl'))
  const words = [1, 30_000, binary.bytes.length - wordBytes].map((at) =>
    binary.bytes.toString('latin1', at, at + wordBytes),
  )
  return [
    ...keyLines.flatMap((line) => piecesOf('the ssh key', line)),
    ...[...env.values.values()].flatMap((value, at) => piecesOf(`value ${at} of the .env`, value)),
    ...words.flatMap((word) => piecesOf('the binary', word)),
    ...token.texts.flatMap((text, at) => piecesOf(`version ${at} of the token`, text.slice(4))),
  ]
}

export const passwordNeedles = ({ password }: Planted): readonly Needle[] => piecesOf('the password', password)

/** Of what is said about the values: no secret, and yet nothing that may stand in a file. */
export function metadataNeedles(planted: Planted): readonly Needle[] {
  const { ssh, env, tag, description, note } = planted
  return [
    { name: 'the path of the names', text: ssh.name.split('/')[1] ?? '' },
    { name: 'the comment of the ssh key', text: commentOf(planted) },
    ...[...env.values.keys()].map((key) => ({ name: 'a key of the .env', text: key.slice(-10) })),
    { name: 'the key of the tag', text: tag.key.slice(-12) },
    { name: 'the value of the tag', text: tag.value.slice(-12) },
    { name: 'the description', text: description.slice(-16) },
    { name: 'the note', text: note.slice(-16) },
  ]
}

/** From the key itself, where it stands in the clear after the last private number. */
function commentOf({ ssh }: Planted): string {
  const body = ssh.text.split('\n').slice(1, -2).join('')
  return /deploy-([A-Za-z0-9]{12})/.exec(Buffer.from(body, 'base64').toString('latin1'))?.[1] ?? ''
}
