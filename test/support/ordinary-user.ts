/** The account without rights that `scripts/prepare.mjs` makes for the tests which need Chromium's sandbox. */
import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { userInfo } from 'node:os'

export interface OrdinaryUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
}

/** Undefined when the tests themselves run as an ordinary account: then the app runs as that one. */
export function ordinaryUser(): OrdinaryUser | undefined {
  if (userInfo().uid !== 0) return undefined
  const name = 'coffer-test'
  const [, , uid, gid, , home = '/'] = execFileSync('getent', ['passwd', name], { encoding: 'utf8' }).trim().split(':')
  return { name, uid: Number(uid), gid: Number(gid), home }
}

export const chownToUser = (path: string, { uid, gid }: OrdinaryUser): void => chownSync(path, uid, gid)
