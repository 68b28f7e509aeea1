import { fail, succeed } from '../../shared/failure.ts'
import type { Target, TargetCheck } from '../../shared/sync-model.ts'
import type { CliFailure } from '../failure.ts'
import { defineCommand, one } from '../line/command.ts'
import { mfaOption, withMfa } from '../sync/mfa.ts'
import { durationInWords } from '../sync/run-text.ts'
import { findTarget } from '../sync/where.ts'
import { during } from '../terminal/progress.ts'
import { counted, printable, type Style } from '../terminal/style.ts'

export const targetCheck = defineCommand({
  name: 'target check',
  group: 'sync',
  summary: 'Say what the credentials of a target may do; changes nothing',
  details: [
    'Asks each region. Exit code 8 when one cannot be reached, or something is not allowed that a sync in this direction needs. Some permissions can only be told by using them; those are shown as not known.',
  ],
  arguments: { name: one('NAME', 'The target', 'target') },
  options: { 'mfa-code': mfaOption },
  examples: [{ line: 'coffer target check prod', about: 'Before the first sync' }],
  async run(context, { args: { name }, options }) {
    const { core, out } = context
    const known = await core.call('targets.list', {})
    if (!known.ok) return known
    const target = findTarget(known.value, name)
    if (!target.ok) return target
    const answer = await withMfa(context, options['mfa-code'], (mfa) =>
      during(context, 'Asking AWS…', core.call('targets.check', { name, ...mfa })),
    )
    if (!answer.ok) return answer
    if (out.json) await out.printJson(answer.value)
    else await out.data(checkText(answer.value, out.style))
    const failure = shortcoming(answer.value, target.value)
    return failure === null ? succeed(0) : fail(failure)
  },
})

/** PURE */
export function checkText({ accountId, arn, partition, regions }: TargetCheck, style: Style): string {
  const lines = regions.flatMap(({ region, reachable, clockOffsetMs, message, permissions }) => [
    `${style.bold(region)}  ${reachable ? 'reachable' : 'not reachable'}${message === null ? '' : `: ${printable(message)}`}${clockInWords(clockOffsetMs)}`,
    ...permissions.map(({ action, allowed, message: why }) => {
      const sign = allowed === null ? style.dim('?') : allowed ? style.green('✓') : style.yellow('✗')
      return `  ${sign} ${action}${why === null ? '' : `  ${style.dim(printable(why))}`}`
    }),
  ])
  return `Account ${accountId} (${partition}), as ${printable(arn)}\n${lines.map((line) => `${line}\n`).join('')}`
}

/** Below this a difference is nobody's business. */
const worthTellingMs = 30_000

function clockInWords(offsetMs: number | null): string {
  if (offsetMs === null || Math.abs(offsetMs) < worthTellingMs) return ''
  return `, its clock is ${durationInWords(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`
}

const reads = /\b(List|Get|BatchGet|Describe)/
/** A sync works without: it reads values one by one then, and starts no rotation in AWS by itself. */
const isOptional = /\b(BatchGetSecretValue|RotateSecret)$/

/** PURE what keeps a sync in the target's direction from working; null when nothing does. */
export function shortcoming({ regions }: TargetCheck, { direction }: Pick<Target, 'direction'>): CliFailure | null {
  const away = regions.filter(({ reachable }) => !reachable).map(({ region }) => region)
  if (away.length > 0) return { kind: 'unavailable', message: `${away.join(' and ')} cannot be reached.` }
  const denied = regions.flatMap(({ permissions }) => permissions.filter(({ allowed }) => allowed === false))
  const needed = denied.filter(({ action }) => !isOptional.test(action) && (direction !== 'pull' || reads.test(action)))
  const actions = [...new Set(needed.map(({ action }) => action))]
  if (actions.length === 0) return null
  const message = `These credentials lack ${counted(actions.length, 'permission')}: ${actions.join(', ')}.`
  return { kind: 'aws', code: 'AccessDeniedException', message }
}
