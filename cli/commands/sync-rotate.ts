import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { SecretTarget } from '../../shared/sync-model.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, one } from '../line/command.ts'
import { mfaOption, withMfa } from '../sync/mfa.ts'
import { readWhere, type Where, whereOptions } from '../sync/where.ts'
import { during } from '../terminal/progress.ts'
import { checkLookup } from '../values/checks.ts'

export const syncRotate = defineCommand({
  name: 'sync rotate',
  group: 'sync',
  summary: 'Have AWS rotate a secret that it rotates, now',
  details: [
    'With the rule and the function that it has there. The value that AWS makes comes here with the next sync; for a rotation that Coffer does itself see `coffer rotation run`.',
    '--target and --region say where, if AWS rotates it in several places.',
  ],
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: { ...whereOptions, 'mfa-code': mfaOption },
  examples: [
    { line: 'coffer sync rotate prod/db', about: 'In the one place where AWS rotates it' },
    { line: 'coffer sync rotate prod/db --target prod --region eu-west-1', about: 'There' },
  ],
  async run(context, { args: { name }, options }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const where = await readWhere(context, options)
    if (!where.ok) return where
    // Describing it fails with the names that are near.
    const described = await context.core.call('secrets.describe', { name })
    if (!described.ok) return described
    const places = await context.core.call('targets.ofSecret', { name })
    if (!places.ok) return places
    const place = choosePlace(name, places.value, where.value)
    if (!place.ok) return place
    const { target, region } = place.value
    const rotated = await withMfa(context, options['mfa-code'], (mfa) =>
      during(context, 'Asking AWS…', context.core.call('sync.rotateInAws', { target, region, name, ...mfa })),
    )
    if (!rotated.ok) return rotated
    if (context.out.json) await context.out.printJson({ target, region, name })
    context.out.note(`AWS rotates ${name} in ${target} ${region}. What it makes comes here with the next sync.`)
    return succeed(0)
  },
})

type Place = Pick<SecretTarget, 'target' | 'region' | 'rotation'>

/** PURE The one place that is meant: of several those where AWS rotates it, as far as that was seen since the unlock. */
export function choosePlace(name: string, places: readonly Place[], where: Where): Result<Place, CliFailure> {
  const meant = places.filter(
    ({ target, region }) => (where.targets?.includes(target) ?? true) && (where.regions?.includes(region) ?? true),
  )
  const rotated = meant.filter(({ rotation }) => rotation !== null)
  const [first, ...others] = rotated.length > 0 ? rotated : meant
  if (first === undefined) return fail({ kind: 'not-found', message: `No target syncs ${name} there.` })
  if (others.length === 0) return succeed(first)
  const words = [first, ...others].map(({ target, region }) => `--target ${target} --region ${region}`)
  return usage(`${name} is in several places.`, `Say where: ${words.join(', or ')}.`)
}
