/** Ten secrets as a small company has them, made up anew each time. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { accessKeyId, alnum, hex, makeCertificate, pkcs8, strongPassword } from '../../test/support/samples.ts'

export interface DemoSecret {
  readonly name: string
  readonly value: string | Uint8Array
  /** Further arguments of `coffer put`. */
  readonly more?: readonly string[]
}

export interface StagingKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const dayMs = 86_400_000

export const makeStagingKeys = (accountId: string): StagingKeys => ({
  accessKeyId: accessKeyId('AKIA', accountId, seed()),
  secretAccessKey: alnum(seed(), 40),
})

const seed = (): string => randomBytes(16).toString('hex')

const database = (host: string, dbname: string): string =>
  JSON.stringify({ engine: 'postgres', host, port: 5432, username: 'app', password: strongPassword(seed()), dbname })

const environment = (): string => JSON.stringify({ SMTP_PASSWORD: alnum(seed(), 24), CSRF_SECRET: hex(seed(), 48) })

function certificate(): string {
  const now = Date.now()
  const made = makeCertificate({ host: 'shop.example.com', validFromAt: now - dayMs, expiresAt: now + 300 * dayMs })
  return `${made.certificate}${made.issuer}${made.key}`
}

/** The login has a placeholder where its password should be, which the checks find. */
export function makeSecrets(keys: StagingKeys): readonly DemoSecret[] {
  return [
    { name: 'prod/billing/db', value: database('db.shop.example.com', 'billing'), more: ['--tag', 'team=payments'] },
    { name: 'prod/billing/stripe', value: `sk_live_${alnum(seed(), 24)}`, more: ['--tag', 'team=payments'] },
    { name: 'prod/web/env', value: environment(), more: ['--kind', 'env-set'] },
    { name: 'prod/web/tls', value: certificate(), more: ['--description', 'Certificate of the shop'] },
    { name: 'prod/search/login', value: JSON.stringify({ username: 'admin', password: 'changeme' }) },
    { name: 'prod/deploy/key', value: pkcs8(generateKeyPairSync('ed25519').privateKey) },
    { name: 'prod/data/key', value: Uint8Array.from(randomBytes(32)), more: ['--binary'] },
    { name: 'staging/billing/db', value: database('db.staging.example.com', 'billing') },
    { name: 'staging/web/env', value: environment(), more: ['--kind', 'env-set'] },
    {
      name: 'aws/staging',
      value: JSON.stringify({ AccessKeyId: keys.accessKeyId, SecretAccessKey: keys.secretAccessKey }),
    },
  ]
}

export const newPassword = (): string => strongPassword(seed())
