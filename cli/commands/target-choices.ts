import { succeed } from '../../shared/failure.ts'
import type { AwsProfile } from '../../shared/sync-model.ts'
import { defineCommand } from '../line/command.ts'
import { layTable } from '../terminal/style.ts'

const sources: Readonly<Record<AwsProfile['source'], string>> = {
  static: 'access key',
  sso: 'IAM Identity Center',
  'assume-role': 'assumed role',
  process: 'process',
  'web-identity': 'web identity',
  login: 'aws login',
  unknown: 'no credentials',
}

export const targetProfiles = defineCommand({
  name: 'target profiles',
  group: 'sync',
  summary: 'List the profiles of ~/.aws that a target can use',
  details: ['Reads the files, shows no key, and asks AWS nothing.'],
  arguments: {},
  options: {},
  examples: [{ line: 'coffer target profiles', about: 'For `coffer target add NAME --profile PROFILE`' }],
  async run({ core, out }) {
    const answer = await core.call('aws.profiles', {})
    if (!answer.ok) return answer
    const columns = [
      { title: 'PROFILE', style: out.style.bold },
      { title: 'CREDENTIALS' },
      { title: 'REGION' },
      { title: 'MFA' },
    ]
    const rows = answer.value.map(({ name, source, region, needsMfa }) => [
      name,
      sources[source],
      region ?? '-',
      needsMfa ? 'yes' : 'no',
    ])
    if (out.json) await out.printJson({ profiles: answer.value })
    else if (rows.length > 0) await out.data(layTable(columns, rows, out.style))
    if (rows.length === 0) out.note('There is no profile in ~/.aws.')
    return succeed(0)
  },
})

export const targetRegions = defineCommand({
  name: 'target regions',
  group: 'sync',
  summary: 'List the regions of AWS with their names',
  details: ['As this version of Coffer knows them; a newer region is taken as it is.'],
  arguments: {},
  options: {},
  examples: [{ line: 'coffer target regions | grep -i frankfurt', about: 'What is Frankfurt called?' }],
  async run({ core, out }) {
    const answer = await core.call('aws.regions', {})
    if (!answer.ok) return answer
    const columns = [{ title: 'REGION', style: out.style.bold }, { title: 'NAME' }, { title: 'PARTITION' }]
    if (out.json) await out.printJson({ regions: answer.value })
    else
      await out.data(
        layTable(
          columns,
          answer.value.map(({ id, title, partition }) => [id, title, partition]),
          out.style,
        ),
      )
    return succeed(0)
  },
})
