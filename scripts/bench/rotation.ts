/**
 * What the rotation rules of a vault cost: the first look after an unlock, which parses every rule, a look after that, and
 * one after a change; the calendar of a year; the list of runs at an unlock. Arguments: how many secrets (10,000), how
 * many of them have a rule (all).
 */
import { calendarOf } from '../../main/core/rotation/calendar.ts'
import { createCreationDates } from '../../main/core/rotation/creation-dates.ts'
import { type DueRules, scanDue } from '../../main/core/rotation/due.ts'
import { extensionKey, noEntry, type RotationEntry } from '../../main/core/rotation/entry.ts'
import { openRunStore } from '../../main/core/rotation/run-store.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import type { RotationRule } from '../../shared/rotation-model.ts'
import { fillVault, nameOf } from '../../test/support/fill-vault.ts'
import { actor, makeHome, unwrap } from '../../test/support/vault.ts'

const secrets = Number(process.argv[2] ?? 10_000)
const ruled = Math.min(secrets, Number(process.argv[3] ?? secrets))
const rounds = 50
const day = 86_400_000
const now = 1_790_000_000_000 + 45 * day

const days = (count: number): RotationRule => ({ schedule: { kind: 'days', days: count }, durationHours: null })
const expression = (text: string): RotationRule => ({
  schedule: { kind: 'expression', expression: text },
  durationHours: null,
})
/** Rules as people have them; what they share is parsed once. */
const rules: readonly RotationRule[] = [
  days(30),
  days(90),
  days(365),
  expression('rate(12 hours)'),
  expression('cron(0 8 1 * ? *)'),
  expression('cron(0 3 ? * SUN#1 *)'),
  expression('cron(0 17 L * ? *)'),
]

function setRules(vault: Vault): void {
  for (let at = 0; at < ruled; at += 1) {
    const rule = rules[at % rules.length] ?? days(30)
    const entry: RotationEntry = { ...noEntry, rule, setAt: 1_790_000_000_000 }
    unwrap(vault.extend(actor, nameOf(at), { [extensionKey]: entry }, 'rule'))
  }
}

/** `work` answers what it took, where only a part of it counts. */
function measure(times: number, work: () => unknown) {
  const taken = Array.from({ length: times }, () => {
    const startAt = performance.now()
    const told = work()
    return typeof told === 'number' ? told : performance.now() - startAt
  }).sort((a, b) => a - b)
  const at = (share: number): number => Math.round((taken[Math.floor((taken.length - 1) * share)] ?? 0) * 100) / 100
  return times === 1 ? at(0) : { p50: at(0.5), p95: at(0.95) }
}

const home = makeHome()
try {
  await home.create()
  const filling = await home.unlock()
  fillVault(filling, secrets, 2)
  filling.close()
  const setting = await home.unlock()
  process.stderr.write(`bench rotation: ${secrets} secrets, ${ruled} with a rule\n`)
  setRules(setting)
  await setting.refreshSegments()
  setting.close()

  const vault = await home.unlock()
  await vault.settled()
  const dueRules: DueRules = { now, expiryDays: 30, unreadDays: 90, createdAtOf: createCreationDates(vault) }
  const look = () => scanDue(vault.bodies(), new Map(), dueRules)
  const firstMs = measure(1, look)
  const againMs = measure(rounds, look)
  const afterChangeMs = measure(rounds, () => {
    unwrap(vault.extend(actor, nameOf(0), { [extensionKey]: { ...noEntry, rule: days(7) } }, 'rule'))
    const startAt = performance.now()
    look()
    return performance.now() - startAt
  })
  const { items } = look()
  const calendarMs = measure(5, () => calendarOf(vault.bodies(), dueRules, 366))
  const runStoreMs = measure(5, () => openRunStore(vault))
  vault.close()
  process.stdout.write(
    JSON.stringify({ secrets, ruled, due: items.length, firstMs, againMs, afterChangeMs, calendarMs, runStoreMs }),
  )
} finally {
  home.remove()
}
