/** Terms of the filter that sync, rotation and the look at values know. Only what a query asks for is worked out. */
import type { DueItem } from '../../../shared/rotation-model.ts'
import { createSelection } from '../sync/selection.ts'
import { type OutsideTerms, termsOf } from '../vault/search.ts'
import type { Vault } from '../vault/vault.ts'
import { attentionOf } from './attention.ts'
import type { CallContext } from './context.ts'

type Names = Iterable<string>

/** Days ahead in which the end of a value counts as soon. */
const soonDays = 30

const states: ReadonlyMap<string, (vault: Vault, context: CallContext) => Names | Promise<Names>> = new Map(
  Object.entries({
    'is:unvetted': (_, { sync }) => {
      const service = sync()
      return service.ok ? service.value.waitingNames() : []
    },
    'is:conflict': (_, { sync }) => {
      const service = sync()
      return service.ok ? service.value.conflicts().map(({ name }) => name) : []
    },
    'is:due': (_, context) => dueNames(context, ['rotation', 'run'], 0),
    'is:expiring': (_, context) => dueNames(context, ['expiry'], soonDays),
    'is:unread': (_, context) => dueNames(context, ['unread'], 0),
    'is:weak': async (vault) => (await attentionOf(vault).report()).weak.map(({ name }) => name),
    'is:imported': (vault, { imports }) => imports.names(vault),
    'is:reused': async (vault) => (await attentionOf(vault).report()).reused.map(({ name }) => name),
  } satisfies Record<string, (vault: Vault, context: CallContext) => Names | Promise<Names>>),
)

function dueNames({ rotation }: CallContext, reasons: readonly DueItem['reason'][], withinDays: number): Names {
  const service = rotation()
  if (!service.ok) return []
  const { items } = service.value.due(withinDays, true)
  return items.filter(({ reason }) => reasons.includes(reason)).map(({ name }) => name)
}

const targetPrefix = 'target:'

export async function outsideTerms(query: string, vault: Vault, context: CallContext): Promise<OutsideTerms> {
  const terms = new Map<string, (name: string) => boolean>()
  for (const term of new Set(termsOf(query))) {
    const names = await states.get(term)?.(vault, context)
    if (names !== undefined) {
      const found = new Set(names)
      terms.set(term, (name) => found.has(name))
    }
    if (term.startsWith(targetPrefix)) terms.set(term, takenBy(term.slice(targetPrefix.length), vault, context))
  }
  return terms
}

/** Whether a target takes a secret of that name and those tags. No target of that name takes nothing. */
function takenBy(wanted: string, vault: Vault, { sync }: CallContext): (name: string) => boolean {
  const service = sync()
  const target = service.ok ? service.value.targets().find(({ name }) => name.toLowerCase() === wanted) : undefined
  if (target === undefined) return () => false
  const { takes, toRemote, tagged } = createSelection(target)
  return (name) => {
    if (!takes(name) || toRemote(name) === null) return false
    const body = vault.body(name)
    return body.ok && tagged(body.value.tags)
  }
}
