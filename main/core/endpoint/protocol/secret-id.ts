/** How SecretId names a secret: by name, by ARN, or by ARN without its random suffix (reference section 2). */
import type { SecretAddress } from '../port.ts'

const ARN = /^arn:([a-z0-9-]+):secretsmanager:([a-z0-9-]+):(\d{12}):secret:(.+)$/
const NAME = /^[A-Za-z0-9/_+=.@!-]+$/
/** Secrets that callers make may not look like `rds!…`, which is how AWS's services name theirs. */
const NEW_NAME = /^[A-Za-z0-9/_+=.@-]+$/
/**
 * Whatever ends so is taken for a full ARN. That is why the partial ARN of a secret called `x-a1b2c3` finds nothing:
 * AWS reads it as the secret `x` with the suffix `a1b2c3`.
 */
const SUFFIX = /^(.+)-([A-Za-z0-9]{6})$/

/** Undefined: not a name (the error is "Invalid name."). */
export function parseSecretId(secretId: string): SecretAddress | undefined {
  const arn = ARN.exec(secretId)
  if (!arn) return NAME.test(secretId) ? { name: secretId } : undefined
  const [, partition = '', region = '', accountId = '', rest = ''] = arn
  if (!NAME.test(rest)) return undefined
  const [, name, suffix] = SUFFIX.exec(rest) ?? []
  return { name: name ?? rest, arn: { partition, region, accountId, suffix } }
}

export const isNewName = (name: string): boolean => NEW_NAME.test(name)

/** Whether an address that names this account and region means the secret of that name with this ARN. */
export function addressMatches(address: SecretAddress, arn: string): boolean {
  return address.arn?.suffix === undefined || arn.endsWith(`-${address.arn.suffix}`)
}

/** `suffix`: the six random characters that tell a secret from an earlier one of the same name. */
export const buildArn = (at: { partition: string; region: string; accountId: string }, name: string, suffix: string) =>
  `arn:${at.partition}:secretsmanager:${at.region}:${at.accountId}:secret:${name}-${suffix}`

/** Partition by the region's prefix; unknown regions belong to the commercial partition (reference section 15). */
export function partitionOf(region: string): string {
  const special = PARTITIONS.find(([prefix]) => region.startsWith(prefix))
  return special?.[1] ?? 'aws'
}

const PARTITIONS: readonly (readonly [string, string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
]

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Six letters or digits, unbiased: bytes that would favour some letters are thrown away. */
export function arnSuffix(random: (count: number) => Uint8Array): string {
  let suffix = ''
  while (suffix.length < 6) {
    for (const byte of random(16)) {
      if (byte < 248 && suffix.length < 6) suffix += LETTERS[byte % LETTERS.length]
    }
  }
  return suffix
}
