/** PURE how rules, due dates and runs read on a terminal. */
import type { DueItem, RotationCard, RotationRun, RotatorConfig } from '../../shared/rotation-model.ts'
import type { CliFailure } from '../failure.ts'
import { layTable, localTime, relativeTime, type Style } from '../terminal/style.ts'

const standingWords: Readonly<Record<RotationCard['standing'], string>> = {
  none: 'no rule',
  scheduled: 'not due',
  due: 'due',
  overdue: 'overdue',
  unknown: 'due, if this clock is right',
}

export const reasonWords: Readonly<Record<DueItem['reason'], string>> = {
  rotation: 'rotation',
  expiry: 'expiry',
  unread: 'not read',
  run: 'rotation stopped',
}

export function cardRows(card: RotationCard, now: number): readonly (readonly [string, string])[] {
  const time = (at: number): string => `${localTime(at)} (${relativeTime(at, now)})`
  const optional = (label: string, at: number | null) => (at === null ? [] : [[label, time(at)] as const])
  const { run } = card
  return [
    ['Secret', card.name],
    ['Rule', card.ruleInWords === null ? 'none' : ruleText(card)],
    ['State', standingWords[card.standing]],
    ...optional('Last rotated', card.lastRotatedAt),
    ...optional('Window opens', card.nextAt),
    ...optional('Window ends', card.windowEndsAt),
    ...optional('Snoozed until', card.snoozedUntil),
    ...optional('Value ends', card.expiresAt),
    ['Rotator', card.rotator === null ? 'none: you put the new value' : rotatorText(card.rotator)],
    ...(card.rotator === null ? [] : [['By itself', card.automatic ? 'yes, when due' : 'no'] as const]),
    ...(run === null ? [] : [['Under way', runText(run)] as const]),
    ...card.inAws.map(
      ({ target, region, schedule }) => ['In AWS', `rotated there: ${target} ${region}, ${schedule}`] as const,
    ),
  ]
}

const ruleText = ({ rule, ruleInWords }: RotationCard): string =>
  `${ruleInWords ?? ''}${rule?.durationHours ? `, a window of ${rule.durationHours} h` : ''}, UTC`

export function rotatorText(config: RotatorConfig): string {
  switch (config.kind) {
    case 'generate':
      return `generate, ${config.length} characters${config.field === null ? '' : ` into ${config.field}`}`
    case 'ssh-key':
      return config.check === null ? 'ssh-key' : `ssh-key, checked at ${config.check.user}@${config.check.host}`
    case 'postgres':
    case 'mysql':
      return `${config.kind}, ${config.strategy}${config.adminSecret === null ? '' : `, by ${config.adminSecret}`}`
    case 'aws-iam-access-key':
      return `aws-iam-access-key, the old key is deleted after ${config.deleteAfterDays} days`
    case 'command':
      return `command, ${config.create[0] ?? ''}`
  }
}

export function runText({ state, step, message, startedBy }: RotationRun): string {
  const where = state === 'running' ? `${step} runs` : state === 'waiting' ? 'waits for you' : `${state} at ${step}`
  return `${where}${startedBy === 'schedule' ? ', started by its rule' : ''}${message === null ? '' : `: ${message}`}`
}

export function dueTable(items: readonly DueItem[], now: number, style: Style): string {
  const columns = [
    { title: 'NAME', style: style.bold },
    { title: 'WHY', style: style.yellow },
    { title: 'SINCE' },
    { title: 'ROTATOR' },
    { title: 'WHAT', style: style.dim },
  ]
  const rows = items.map((item) => [
    item.name,
    reasonWords[item.reason],
    relativeTime(item.dueAt, now),
    item.rotator ?? '-',
    item.snoozedUntil !== null && item.snoozedUntil > now
      ? `${item.message} Snoozed until ${localTime(item.snoozedUntil)}.`
      : item.message,
  ])
  return layTable(columns, rows, style)
}

export function runsTable(runs: readonly RotationRun[], style: Style): string {
  const columns = [
    { title: 'NAME', style: style.bold },
    { title: 'STARTED' },
    { title: 'ROTATOR' },
    { title: 'STATE' },
    { title: 'VERSION ID', style: style.dim },
  ]
  const rows = runs.map(({ name, startedAt, rotator, state, id }) => [name, localTime(startedAt), rotator, state, id])
  return layTable(columns, rows, style)
}

/** A run that failed is a failure of the command: what to do is in its message, how in the hint. */
export function runFailure({ name, state, step, message, failure }: RotationRun): CliFailure | null {
  if (state !== 'failed') return null
  const told = `The rotation of ${name} failed at ${step}: ${message ?? 'unknown'} AWSCURRENT is as ${step === 'finish' ? 'shown by coffer versions' : 'before'}. Go on with coffer rotation resume ${name}, or end it with coffer rotation cancel ${name}.`
  const isNetwork = failure === 'unavailable' || failure === 'aws'
  return isNetwork ? { kind: 'unavailable', message: told } : { kind: 'refused', message: told }
}
