/** The port against moto, in the rows where moto is trusted, with the AWS CLI as the other side. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Moto, startMoto } from '../support/aws/moto.ts'
import { answered, connectTo, newSecret, refused, type TestConnection, text } from '../support/aws/remotes.ts'
import { runClient } from '../support/aws/run-client.ts'
import { requires } from '../support/provisions.ts'

const credentials = { accessKeyId: 'AKIAMOTOMOTOMOTOMOTO', secretAccessKey: 'any' }

requires('moto').describe('against moto, the port', () => {
  let moto: Moto
  let connection: TestConnection
  beforeAll(async () => {
    moto = await startMoto()
    connection = await connectTo({ url: moto.url, credentials })
  })
  afterAll(async () => {
    connection.close()
    await moto.close()
  })

  const remoteIn = (region = 'eu-west-1') => connection.remote(region)

  async function cli(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const target = { url: moto.url, credentials, region: 'eu-west-1' }
    const { code, stdout, stderr } = await runClient('aws', ['secretsmanager', ...args, '--output', 'json'], target)
    expect(`${code} ${stderr}`.trim()).toBe('0')
    return JSON.parse(stdout || '{}')
  }

  it('knows who it is', async () => {
    expect(answered(await remoteIn().identify())).toMatchObject({ accountId: '123456789012', partition: 'aws' })
  })

  it('creates what the AWS CLI reads, and reads what the AWS CLI wrote', async () => {
    const remote = remoteIn()
    const input = newSecret('m/db', { description: 'd', tags: { a: '1' }, bytes: text('Grüße') })
    answered(await remote.create(input))
    expect(await cli('get-secret-value', '--secret-id', 'm/db')).toMatchObject({
      SecretString: 'Grüße',
      VersionId: input.versionId,
      VersionStages: ['AWSCURRENT'],
    })
    await cli('put-secret-value', '--secret-id', 'm/db', '--secret-string', 'theirs')
    const { current, stages } = answered(await remote.describe('m/db'))
    expect(stages.AWSPREVIOUS).toBe(input.versionId)
    expect(answered(await remote.readVersion('m/db', current ?? '')).bytes).toEqual(text('theirs'))
    expect(answered(await remote.readVersion('m/db', input.versionId)).bytes).toEqual(text('Grüße'))
    await cli('put-secret-value', '--secret-id', 'm/db', '--secret-string', 'theirs too')
    const versions = answered(await remote.listVersions('m/db'))
    expect(versions).toHaveLength(3)
    expect(versions.find(({ versionId }) => versionId === input.versionId)).toEqual({
      versionId: input.versionId,
      createdAt: expect.any(Number),
      stages: [],
    })
  })

  it('reads binary values that the AWS CLI wrote, in one batch with others', async () => {
    const remote = remoteIn()
    answered(await remote.create(newSecret('m/text')))
    const folder = mkdtempSync(join(tmpdir(), 'coffer-moto-'))
    writeFileSync(join(folder, 'value'), Buffer.from([0, 255, 10]))
    await cli('create-secret', '--name', 'm/binary', '--secret-binary', `fileb://${join(folder, 'value')}`)
    rmSync(folder, { recursive: true })
    const { values, errors } = answered(await remote.readCurrent(['m/text', 'm/binary', 'm/none']))
    expect(values.map(({ name, form, bytes }) => [name, form, [...bytes]])).toEqual([
      ['m/text', 'text', [...text('one')]],
      ['m/binary', 'binary', [0, 255, 10]],
    ])
    expect(errors).toMatchObject([{ name: 'm/none', code: 'ResourceNotFoundException' }])
  })

  it('may repeat itself, and is refused the same version with another value', async () => {
    const remote = remoteIn()
    const input = newSecret('m/again')
    const { arn } = answered(await remote.create(input))
    expect(answered(await remote.create(input)).arn).toBe(arn)
    const put = { name: 'm/again', versionId: randomUUID(), form: 'text', bytes: text('two'), stages: ['X'] } as const
    answered(await remote.put(put))
    answered(await remote.put(put))
    const other = { ...newSecret('m/again'), versionId: input.versionId, bytes: text('other') }
    expect(refused(await remote.create(other))).toMatchObject({ code: 'ResourceExistsException' })
    expect(answered(await remote.describe('m/again')).stages).toEqual({
      AWSCURRENT: input.versionId,
      X: put.versionId,
    })
  })

  it('changes tags and descriptions', async () => {
    const remote = remoteIn()
    answered(await remote.create(newSecret('m/meta', { tags: { old: '1' } })))
    answered(await remote.tag('m/meta', { new: '2' }))
    answered(await remote.untag('m/meta', ['old', 'unknown']))
    answered(await remote.update('m/meta', { description: 'new' }))
    expect(answered(await remote.describe('m/meta'))).toMatchObject({ tags: { new: '2' }, description: 'new' })
  })

  it('lists by prefix, over pages, with what is scheduled for deletion', async () => {
    const remote = remoteIn('us-east-2')
    for (let n = 0; n < 103; n += 1) answered(await remote.create(newSecret(`p/${n}`)))
    answered(await remote.create(newSecret('q/other')))
    answered(await remote.scheduleDeletion('p/7', 7))
    const { secrets } = answered(await remote.list('p/'))
    expect(secrets).toHaveLength(103)
    expect(secrets.filter(({ deletedAt }) => deletedAt !== null).map(({ name }) => name)).toEqual(['p/7'])
    answered(await remote.restore('p/7'))
    expect(answered(await remote.describe('p/7')).deletedAt).toBeNull()
  })

  it('replicates, and the copy is read in its region', async () => {
    const remote = remoteIn()
    const input = newSecret('m/copied')
    answered(await remote.create(input))
    answered(await remote.replicate('m/copied', [{ region: 'us-east-1', kmsKeyId: null }]))
    expect(answered(await remote.describe('m/copied')).replicas).toMatchObject([
      { region: 'us-east-1', status: 'InSync' },
    ])
    const copy = answered(await remoteIn('us-east-1').describe('m/copied'))
    expect(copy).toMatchObject({ current: input.versionId, primaryRegion: 'eu-west-1' })
    const put = { name: 'm/copied', versionId: randomUUID(), form: 'text', bytes: text('x'), stages: ['X'] } as const
    expect(refused(await remoteIn('us-east-1').put(put))).toMatchObject({ code: 'InvalidParameterException' })
  })
})
