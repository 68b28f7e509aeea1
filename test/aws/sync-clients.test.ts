/**
 * Syncing with what other programs do: the AWS CLI and boto3 make the edits, and read what Coffer made. Against the test
 * server, and against moto in the rows where it is trusted (creates, puts, tags, deletion; not moved stages).
 */
import { afterEach, beforeEach, expect, it, describe as plainDescribe } from 'vitest'
import { startMoto } from '../support/aws/moto.ts'
import { runClient } from '../support/aws/run-client.ts'
import { startAwsServer } from '../support/aws/server.ts'
import { requires } from '../support/provisions.ts'
import { type Place, startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { revealText, unwrap } from '../support/vault.ts'

type Server = Place & { readonly close: () => Promise<void> }
type Json = Readonly<Record<string, unknown>>

async function motoServer(): Promise<Server> {
  return { ...(await startMoto()), credentials: { accessKeyId: 'AKIAMOTOMOTOMOTOMOTO', secretAccessKey: 'any' } }
}

const servers: readonly (readonly [string, () => Promise<Server>])[] = [
  ['the test server', () => startAwsServer()],
  ['moto', motoServer],
]

let server: Server
let wired: WiredSync

async function begin(start: () => Promise<Server>): Promise<void> {
  server = await start()
  wired = await startWiredSync(server, { deletion: { kind: 'schedule', days: 7 } })
}

async function end(): Promise<void> {
  await wired.close()
  await server.close()
}

async function aws(...args: readonly string[]): Promise<Json> {
  const run = await runClient('aws', ['secretsmanager', ...args, '--output', 'json'], server)
  expect(`${run.code} ${run.stderr}`.trim()).toBe('0')
  return run.stdout === '' ? {} : (JSON.parse(run.stdout) as Json)
}

/** Statements on `client`; the last line printed is the answer. */
async function boto3(...lines: readonly string[]): Promise<unknown> {
  const script = ['import boto3, json', 'client = boto3.client("secretsmanager")', ...lines].join('\n')
  const run = await runClient('python', ['-c', script], server)
  expect(`${run.code} ${run.stderr}`.trim()).toBe('0')
  return run.stdout.trim() === '' ? null : JSON.parse(run.stdout)
}

const outcomes = async (): Promise<readonly string[]> => {
  const { results } = await wired.run()
  return results.map(({ action, name, outcome }) => `${action} ${name} ${outcome}`)
}

const nothingLeft = async (): Promise<void> => expect((await wired.plan()).operations).toEqual([])

requires('moto').describe('with other programs at work', () => {
  plainDescribe.each(servers)('against %s', (_name, start) => {
    beforeEach(() => begin(start))
    afterEach(end)

    it('what they made comes here, with its tags, and binary values byte for byte', async () => {
      await aws('create-secret', '--name', 'app/cli', '--secret-string', '{"user":"ann"}', '--tags', 'Key=k,Value=v')
      await boto3('client.create_secret(Name="app/boto", SecretBinary=bytes(range(256)), Description="raw")')
      expect(await outcomes()).toEqual(['pull-create app/boto done', 'pull-create app/cli done'])
      expect(revealText(wired.vault, 'app/cli')).toBe('{"user":"ann"}')
      expect(unwrap(wired.vault.body('app/cli')).tags).toEqual({ k: 'v' })
      expect(unwrap(wired.vault.describe('app/boto'))).toMatchObject({
        form: 'binary',
        sizeBytes: 256,
        description: 'raw',
      })
      await nothingLeft()
    })

    it('they read what Coffer made, under its version id', async () => {
      const id = wired.put('app/db', 'Grüße')
      expect(await outcomes()).toEqual(['create app/db done'])
      expect(await aws('get-secret-value', '--secret-id', 'app/db')).toMatchObject({
        SecretString: 'Grüße',
        VersionId: id,
        VersionStages: ['AWSCURRENT'],
      })
      expect(await boto3('print(json.dumps(client.describe_secret(SecretId="app/db")["Tags"]))')).toEqual([
        { Key: 'coffer:managed', Value: 'true' },
      ])
      await nothingLeft()
    })

    it('their new versions, tags and deletions come here', async () => {
      wired.put('app/db', 'one')
      for (let at = 0; at < 5; at += 1) wired.put(`app/other/${at}`, `${at}`)
      await outcomes()
      await boto3('client.put_secret_value(SecretId="app/db", SecretString="two")')
      await aws('tag-resource', '--secret-id', 'app/other/0', '--tags', 'Key=owner,Value=ops')
      await aws('delete-secret', '--secret-id', 'app/other/1')
      expect(await outcomes()).toEqual([
        'pull-version app/db done',
        'pull-update app/other/0 done',
        'pull-delete app/other/1 done',
      ])
      expect(revealText(wired.vault, 'app/db')).toBe('two')
      expect(revealText(wired.vault, 'app/db', { stage: 'AWSPREVIOUS' })).toBe('one')
      expect(unwrap(wired.vault.body('app/other/0')).tags).toEqual({ owner: 'ops' })
      expect(unwrap(wired.vault.body('app/other/1')).deletionAt).not.toBeNull()
      await nothingLeft()
    })
  })

  plainDescribe('against the test server', () => {
    beforeEach(() => begin(() => startAwsServer()))
    afterEach(end)

    it('they see a new version at once, and the old one as AWSPREVIOUS', async () => {
      wired.put('app/db', 'one')
      await outcomes()
      wired.put('app/db', 'two')
      expect(await outcomes()).toEqual(['push app/db done'])
      const script =
        'print(json.dumps([client.get_secret_value(SecretId="app/db", **w)["SecretString"] for w in ({}, {"VersionStage": "AWSPREVIOUS"})]))'
      expect(await boto3(script)).toEqual(['two', 'one'])
    })

    it('a rollback and a label of theirs come here; three versions in a row are all kept', async () => {
      const one = wired.put('app/db', 'one')
      await outcomes()
      for (const value of ['two', 'three', 'four'])
        await aws('put-secret-value', '--secret-id', 'app/db', '--secret-string', value)
      await outcomes()
      const values = unwrap(wired.vault.versions('app/db')).map(({ versionId }) =>
        revealText(wired.vault, 'app/db', { versionId }),
      )
      expect(values.toSorted()).toEqual(['four', 'one', 'three', 'two'])
      const four = unwrap(wired.vault.body('app/db')).stages.AWSCURRENT ?? ''
      const move = ['update-secret-version-stage', '--secret-id', 'app/db'] as const
      await aws(...move, '--version-stage', 'AWSCURRENT', '--move-to-version-id', one, '--remove-from-version-id', four)
      await aws(...move, '--version-stage', 'stable', '--move-to-version-id', one)
      expect(await outcomes()).toEqual(['pull-label app/db done', 'pull-label app/db done'])
      expect(revealText(wired.vault, 'app/db')).toBe('one')
      expect(unwrap(wired.vault.body('app/db')).stages.stable).toBe(one)
      await nothingLeft()
    })
  })
})
