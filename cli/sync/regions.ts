/** Names of regions: a typing error is told at once, a region newer than this Coffer is let through. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import { nearWords } from '../line/near.ts'

export async function checkRegions(
  { core, out }: Context,
  regions: readonly string[],
): Promise<Result<null, CliFailure>> {
  const answer = await core.call('aws.regions', {})
  if (!answer.ok) return answer
  const known = answer.value.map(({ id }) => id)
  for (const region of regions.filter((one) => !known.includes(one))) {
    const near = nearWords(known, region)
    if (!isPlausible(region)) return fail({ kind: 'not-found', message: `There is no region ${region}.`, near })
    out.note(`${region} is a region this Coffer does not know; it is taken as it is.`)
  }
  return succeed(null)
}

/** PURE as AWS names regions: an area, perhaps an isolated part of it, a direction, a number. */
export const isPlausible = (region: string): boolean =>
  /^[a-z]{2,4}(-gov|-iso[a-z]?)?-(de-)?(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+$/.test(
    region,
  )
