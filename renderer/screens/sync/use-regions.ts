import { useEffect, useState } from 'react'
import type { AwsRegion } from '../../../shared/sync-model.ts'
import { call } from '../../bridge.ts'

/** AWS's regions; they do not change while the page lives, so they are asked for once. */
let known: Promise<readonly AwsRegion[]> | null = null

const askRegions = (): Promise<readonly AwsRegion[]> => {
  known ??= call('aws.regions', {}).then((answer) => {
    if (answer.ok) return answer.value
    known = null
    return []
  })
  return known
}

export function useRegions(): readonly AwsRegion[] {
  const [regions, setRegions] = useState<readonly AwsRegion[]>([])
  useEffect(() => {
    let isWanted = true
    void askRegions().then((found) => {
      if (isWanted) setRegions(found)
    })
    return () => {
      isWanted = false
    }
  }, [])
  return regions
}

/** Region id → its name, such as "Europe (Ireland)". */
export const useRegionTitles = (): ReadonlyMap<string, string> =>
  new Map(useRegions().map(({ id, title }) => [id, title]))
