/** What happens in the demo, one scene after the other. */
import { randomUUID } from 'node:crypto'
import { callsCostUsd, prices } from '../../main/core/sync/cost.ts'
import { makeSecrets, newPassword } from './secrets.ts'
import { accounts, type Stage } from './stage.ts'

export async function play(stage: Stage): Promise<void> {
  const startedAt = Date.now()
  stage.say(
    'A made-up vault, and on this machine an AWS with two accounts and three regions. Nothing leaves the machine.',
  )
  for (const scene of [fill, chooseTargets, vet, firstSync, editBothSides, disagree, settle, look]) await scene(stage)
  stage.say(`Done in ${((Date.now() - startedAt) / 1_000).toFixed(0)} s. The vault and that AWS are gone again.`)
}

async function fill(stage: Stage): Promise<void> {
  stage.say('1. Ten secrets in one encrypted file')
  await stage.quietly(['init', '--password-stdin'], 'made up for a demo, and gone with it')
  for (const { name, value, more = [] } of makeSecrets(stage.stagingKeys))
    await stage.quietly(['put', name, ...more], value)
  await stage.coffer('ls')
}

async function chooseTargets(stage: Stage): Promise<void> {
  stage.say('2. Where they may go: two accounts, by a profile of ~/.aws and by keys in the vault')
  const endpoint = `--endpoint-url ${stage.aws.url}`
  await stage.coffer(
    `target add prod --profile shop --region eu-west-1,us-east-1 --include 'prod/**' --deletion 30 ${endpoint}`,
  )
  await stage.coffer(
    `target add staging --keys aws/staging --region eu-central-1 --local-prefix staging/ --remote-prefix app/ ${endpoint}`,
  )
  await stage.coffer('target check staging')
}

async function vet(stage: Stage): Promise<void> {
  stage.say('3. Nothing is pushed that was not approved, and what looks wrong cannot be')
  await stage.coffer('vet')
  await stage.coffer('vet prod/search/login --approve', { ends: 6 })
  stage.say('The login had a placeholder for its password. Here is a real one:')
  await stage.coffer('put prod/search/login --set password=-', { input: newPassword() })
  await stage.coffer('vet --approve --yes')
}

async function firstSync(stage: Stage): Promise<void> {
  stage.say('4. The plan comes first, then what it says')
  await stage.coffer('sync plan')
  await stage.coffer('sync apply --yes')
}

async function editBothSides(stage: Stage): Promise<void> {
  stage.say('5. A change here, another there: each goes to the other side')
  await stage.coffer('put prod/web/env --set SMTP_PASSWORD=-', { input: newPassword() })
  await stage.coffer('vet prod/web/env --approve')
  await rotateInAws(stage, 'prod/billing/db')
  stage.say('(Somebody rotated the password of prod/billing/db in eu-west-1.)')
  await stage.coffer('sync apply --yes')
  await stage.coffer('versions prod/billing/db')
}

async function rotateInAws(stage: Stage, name: string): Promise<void> {
  const { SecretString } = await stage.inAws('eu-west-1', 'GetSecretValue', { SecretId: name })
  const value = { ...(JSON.parse(String(SecretString)) as object), password: newPassword() }
  const input = { SecretId: name, SecretString: JSON.stringify(value), ClientRequestToken: randomUUID() }
  await stage.inAws('eu-west-1', 'PutSecretValue', input)
}

async function disagree(stage: Stage): Promise<void> {
  stage.say('6. The same password changed on both sides, and us-east-1 is throttled')
  await stage.coffer('put prod/billing/db --set password=-', { input: newPassword() })
  await stage.coffer('vet prod/billing/db --approve')
  await rotateInAws(stage, 'prod/billing/db')
  await stage.coffer('put prod/billing/stripe', { input: `sk_live_${newPassword().replace(/\W/g, 'x')}` })
  await stage.coffer('vet prod/billing/stripe --approve')
  stage.aws.faults.add({ do: 'throttle', region: 'us-east-1', times: 4 })
  await stage.coffer('sync apply --yes', { ends: 7 })
  const throttled = stage.aws.log.entries().filter(({ error }) => error === 'ThrottlingException').length
  stage.say(`us-east-1 refused ${throttled} calls as too many; they were made again, later each time.`)
}

async function settle(stage: Stage): Promise<void> {
  stage.say('7. Both values are kept, and you decide')
  await stage.coffer('sync resolve')
  await stage.coffer('sync resolve prod/billing/db')
  await stage.coffer('sync resolve prod/billing/db --take remote')
  await stage.coffer('sync apply --yes')
}

async function look(stage: Stage): Promise<void> {
  stage.say('8. Every secret in every region, and what it costs')
  await stage.coffer("sync status '**'")
  await stage.coffer('sync plan')
  stage.say(costs(stage))
}

/** At AWS's list prices. */
function costs({ aws }: Stage): string {
  const places = [
    [accounts.prod, 'eu-west-1'],
    [accounts.prod, 'us-east-1'],
    [accounts.staging, 'eu-central-1'],
  ] as const
  const secrets = places.reduce((count, [account, region]) => count + aws.control.secrets(account, region).length, 0)
  const calls = aws.log.count()
  return [
    `At AWS's prices of ${prices.asOf} these ${secrets} secrets would cost $${(secrets * prices.secretMonthUsd).toFixed(2)} a month,`,
    `and the ${calls} calls of this demo $${callsCostUsd(calls).toFixed(4)}.`,
  ].join(' ')
}
