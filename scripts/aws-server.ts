/**
 * `npm run aws-server [-- --port N …]`: the AWS that Coffer's tests talk to, for trying things by hand. Everything is in
 * memory and gone when it ends.
 */
import { parseArgs } from 'node:util'
import { startAwsServer } from '../test/support/aws/server.ts'

const HELP = `Secrets Manager and STS on loopback, in memory.

  --port N                 a port of your choice (any free one)
  --account ID             an account with a key of its own; may be given several times (111122223333)
  --region NAME            enable only these regions; may be given several times (all)
  --access-key-id ID --secret-access-key KEY
                           the first account's key, instead of a made-up one
  --list-lag MS            changes show in ListSecrets after up to MS
  --replication-delay MS   replicas follow after MS
  --purge-delay MS         a forced deletion keeps the name for MS
  --throttle FACTOR        AWS's request rates times FACTOR
  --latency MS             every answer comes MS later
  --skew MS                the server's clock is MS ahead
  --seed N                 for all that chance decides
`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    port: { type: 'string' },
    account: { type: 'string', multiple: true },
    region: { type: 'string', multiple: true },
    'access-key-id': { type: 'string' },
    'secret-access-key': { type: 'string' },
    'list-lag': { type: 'string' },
    'replication-delay': { type: 'string' },
    'purge-delay': { type: 'string' },
    throttle: { type: 'string' },
    latency: { type: 'string' },
    skew: { type: 'string' },
    seed: { type: 'string' },
  },
})

const print = (text: string): boolean => process.stdout.write(text)

function amount(name: Exclude<keyof typeof values, 'help' | 'account' | 'region'>): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isFinite(number)) return number
  process.stderr.write(`--${name} takes a number, not ${text}\n`)
  return process.exit(2)
}

/** Only what was asked for: the rest keeps the server's own defaults. */
const given = <T extends object>(options: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: NonNullable<T[K]>
  }>

async function main(): Promise<void> {
  if (values.help) {
    print(HELP)
    return
  }
  const accounts = values.account ?? ['111122223333']
  const server = await startAwsServer({
    accounts,
    ...given({
      port: amount('port'),
      regions: values.region,
      listLagMs: amount('list-lag'),
      replicationDelayMs: amount('replication-delay'),
      purgeDelayMs: amount('purge-delay'),
      throttleFactor: amount('throttle'),
      latencyMs: amount('latency'),
      clockSkewMs: amount('skew'),
      seed: amount('seed'),
    }),
  })
  const [accessKeyId, secretAccessKey] = [values['access-key-id'], values['secret-access-key']]
  const own =
    accessKeyId !== undefined && secretAccessKey !== undefined
      ? server.addKey({ accountId: accounts[0] ?? '', user: 'tester', accessKeyId, secretAccessKey })
      : server.credentials
  for (const [index, account] of accounts.entries()) {
    const key = index === 0 ? own : server.credentialsOf(account)
    print(`# account ${account}\n`)
    print(`export AWS_ENDPOINT_URL=${server.url}\n`)
    print(`export AWS_ACCESS_KEY_ID=${key.accessKeyId}\n`)
    print(`export AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}\n`)
    print(`export AWS_REGION=${values.region?.[0] ?? 'us-east-1'}\n`)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      void server.close().then(() => process.exit(0))
    })
  }
}

await main()
