/** News of changed secrets for the windows: the first at once, and what follows it closely as one. */
import type { Events } from '../../shared/contract.ts'
import type { Vault } from './vault/vault.ts'

/** Soon enough to see a change as it happens, seldom enough that an import of thousands is not thousands of lists. */
const everyMs = 100
/** Fewer names than anybody shows at once are told; more are "too much changed to list". */
const mostNames = 1_000

/** Tells for as long as the vault is open. The timer does not keep the process alive. */
export function tellChanges(
  vault: Pick<Vault, 'onChange' | 'revision'>,
  tell: (news: Events['secrets.changed']) => void,
): void {
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const pass = (): void => {
    timer = undefined
    if (waiting.size === 0) return
    const names = waiting.size > mostNames ? null : [...waiting]
    waiting.clear()
    timer = setTimeout(pass, everyMs)
    timer.unref()
    tell({ revision: vault.revision(), names })
  }
  vault.onChange((names) => {
    for (const name of names) waiting.add(name)
    if (timer === undefined) pass()
  })
}
