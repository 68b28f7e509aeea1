/**
 * One operation on a vault in a process of its own, so that it can be failed or ended at any of its calls to the system.
 * Arguments: the folder, the operation, and for `restore` the backup's path. Prints "ok", or the failure's kind.
 */
import { join } from 'node:path'
import { startSession } from '../../../main/core/session.ts'
import { createFileAnchor } from '../../../main/core/vault/anchor.ts'
import { floorCost } from '../../../main/core/vault/kdf.ts'
import { actor, bytes, kindOf, password, quickKdf } from '../vault.ts'

const [, , folder = '', operation = '', backup = ''] = process.argv
export const newPassword = 'another password, newer than the other'

const session = await startSession({
  path: join(folder, 'vault.db'),
  anchor: createFileAnchor(join(folder, 'anchor.json')),
  kdf: quickKdf,
  cost: floorCost,
  now: Date.now,
  onState: () => undefined,
  onUnlock: () => undefined,
})
const credential = { kind: 'password' as const, password: bytes(password) }

async function run(): Promise<string> {
  if (operation === 'create') return kindOf(await session.create(credential, actor))
  if (operation === 'restore') return kindOf(await session.restore(backup, credential, actor))
  const unlocked = await session.unlock(credential, actor)
  const vault = session.vault()
  if (!vault.ok) return kindOf(unlocked.ok ? vault : unlocked)
  switch (operation) {
    case 'password': {
      const next = { kind: 'password' as const, password: bytes(newPassword) }
      return kindOf(await vault.value.changePassword(actor, next, floorCost))
    }
    case 'recovery':
      return kindOf(await vault.value.addRecoveryKey(actor))
    case 'rekey':
      return kindOf(await session.rekey(credential, actor))
    case 'backup':
      return kindOf(await vault.value.backUp(actor, join(folder, 'backups', 'one.cofferbackup')))
    default:
      return 'no such operation'
  }
}

process.stdout.write(`${await run()}\n`)
session.close()
process.exit(0)
