/** AWS's regions and partitions. The table is data; a region it does not know is accepted by its partition's pattern. */
import type { AwsRegion } from '../../../shared/sync-model.ts'
import { partitions } from './regions-data.ts'

export interface PartitionData {
  readonly id: string
  /** What the names of its hosts end with. */
  readonly dnsSuffix: string
  readonly regionPattern: string
  /** Where services without regions are at home. */
  readonly mainRegion: string
  readonly regions: readonly { readonly id: string; readonly title: string; readonly optIn: boolean }[]
}

const compiled = partitions.map((data) => ({ ...data, pattern: new RegExp(data.regionPattern) }))

const known: ReadonlyMap<string, AwsRegion> = new Map(
  partitions.flatMap(({ id: partition, regions }) => regions.map((region) => [region.id, { ...region, partition }])),
)

/** All that the table knows, by partition, each partition's by id. */
export const listRegions = (): readonly AwsRegion[] => [...known.values()]

/** Null: no partition has regions of such a name. */
export function partitionOf(region: string): string | null {
  return known.get(region)?.partition ?? compiled.find(({ pattern }) => pattern.test(region))?.id ?? null
}

/** `eu-west-1` for a region that the table does not know yet. */
export const regionTitle = (region: string): string => known.get(region)?.title ?? region

/**
 * Whether an account has to enable the region before it can be used: everything launched after 2019. A region that the
 * table does not know is newer than it, so it is one of them.
 */
export const isOptIn = (region: string): boolean => known.get(region)?.optIn ?? partitionOf(region) === 'aws'

const suffixes = [...new Set(partitions.map(({ dnsSuffix }) => `.${dnsSuffix}`))]

/** Where `aws login` renews its keys; these hosts have names of their own. */
const signIn =
  /\.(oauth\.signin\.aws|signin(-fips)?\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws-eusc\.eu|c2shome\.ic\.gov|sc2shome\.sgov\.gov|csphome\.adc-e\.uk|csphome\.hci\.ic\.gov))$/

/** Nobody else can have a name that ends so. */
export const isAwsHost = (hostname: string): boolean =>
  suffixes.some((suffix) => hostname.endsWith(suffix)) || signIn.test(hostname)
