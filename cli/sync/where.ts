/** Which targets and regions a command is about, with near misses for those that are not there. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Target } from '../../shared/sync-model.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import { list } from '../line/command.ts'
import { nearWords } from '../line/near.ts'

export const whereOptions = {
  target: list('TARGET', 'Only this target', { short: 't', completes: 'target' }),
  region: list('REGION', 'Only this region', { completes: 'region' }),
} as const

export interface Where {
  readonly targets?: string[]
  readonly regions?: string[]
}

export async function readWhere(
  context: Context,
  options: { readonly target: readonly string[]; readonly region: readonly string[] },
): Promise<Result<Where, CliFailure>> {
  const regions = splitWords(options.region)
  if (options.target.length === 0 && regions.length === 0) return succeed({})
  const known = await context.core.call('targets.list', {})
  if (!known.ok) return known
  for (const name of options.target) {
    const found = findTarget(known.value, name)
    if (!found.ok) return found
  }
  const chosen = known.value.filter(({ name }) => options.target.length === 0 || options.target.includes(name))
  const theirs = [...new Set(chosen.flatMap((target) => target.regions))]
  const stray = regions.find((region) => !theirs.includes(region))
  if (stray !== undefined) return fail(noSuch(`No target syncs with ${stray}.`, theirs, stray))
  return succeed({
    ...(options.target.length === 0 ? {} : { targets: [...options.target] }),
    ...(regions.length === 0 ? {} : { regions }),
  })
}

export function findTarget(targets: readonly Target[], name: string): Result<Target, CliFailure> {
  const found = targets.find((target) => target.name === name)
  if (found !== undefined) return succeed(found)
  const names = targets.map((target) => target.name)
  return fail(noSuch(`There is no target ${name}.`, names, name))
}

const noSuch = (message: string, known: readonly string[], word: string): CliFailure => ({
  kind: 'not-found',
  message,
  near: nearWords(known, word),
})

/** `a,b` and `a b` are two words, as in `--region eu-west-1,us-east-1`. */
export const splitWords = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split(/[,\s]+/)).filter((word) => word !== '')
