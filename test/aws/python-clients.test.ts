import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, describe as plainDescribe } from 'vitest'
import { type ClientTarget, runClient } from '../support/aws/run-client.ts'
import { startAwsServer } from '../support/aws/server.ts'
import { startVaultEndpoint } from '../support/local-endpoint.ts'
import { requires } from '../support/provisions.ts'

type Target = ClientTarget & { readonly close: () => Promise<void> }
async function vaultTarget(): Promise<Target> {
  const started = await startVaultEndpoint()
  return { url: started.url, credentials: started.addKey('python'), close: started.close }
}

const targets: readonly (readonly [string, () => Promise<Target>])[] = [
  ["the vault's endpoint", vaultTarget],
  ['the test server', () => startAwsServer()],
]

requires('moto').describe('clients written in Python, unmodified', () => {
  plainDescribe.each(targets)('against %s', (_name, start) => {
    let target: Target
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target.close())

    it('boto3', async () => {
      const script = join(import.meta.dirname, '../support/aws/boto3_client.py')
      const run = await runClient('python', [script], target)
      expect(run.stderr).toBe('')
      expect(JSON.parse(run.stdout)).toEqual({
        put: [true, ['AWSCURRENT']],
        current: ['two', ['AWSCURRENT'], true],
        previous: 'one',
        'by id': 'one',
        binary: true,
        pages: [['boto/page/0', 'boto/page/1'], ['boto/page/2', 'boto/page/3'], ['boto/page/4']],
        batch: [['two'], ['ResourceNotFoundException']],
        described: ['first', [{ Key: 'a', Value: 'b' }], [['AWSCURRENT'], ['AWSPREVIOUS']]],
        tags: [],
        'rolled back': 'one',
        deleted: true,
        'while deleted': [
          'InvalidRequestException',
          'InvalidRequestException',
          "You can't perform this operation on the secret because it was marked for deletion.",
          400,
        ],
        restored: 'one',
        password: 24,
        policy: true,
        missing: [
          'ResourceNotFoundException',
          'ResourceNotFoundException',
          "Secrets Manager can't find the specified secret.",
          400,
        ],
        taken: [
          'ResourceExistsException',
          'ResourceExistsException',
          'The operation failed because the secret boto/db already exists.',
          400,
        ],
        invalid: 'ValidationException',
        'at once': [100, ['one']],
      })
    })
  })

  it("the aws command, against the vault's endpoint", async () => {
    const target = await vaultTarget()
    const folder = mkdtempSync(join(tmpdir(), 'coffer-cli-'))
    try {
      const aws = async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
        const run = await runClient('aws', ['secretsmanager', ...args, '--output', 'json'], target)
        expect([args[0], run.stderr]).toEqual([args[0], ''])
        return run.stdout === '' ? {} : (JSON.parse(run.stdout) as Record<string, unknown>)
      }
      const file = join(folder, 'value.bin')
      const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256))
      writeFileSync(file, bytes)
      await aws('create-secret', '--name', 'cli/db', '--secret-string', '{"user":"u"}', '--tags', 'Key=k,Value=v')
      expect(await aws('get-secret-value', '--secret-id', 'cli/db')).toMatchObject({ SecretString: '{"user":"u"}' })
      await aws(
        'put-secret-value',
        '--secret-id',
        'cli/db',
        '--secret-binary',
        `fileb://${file}`,
        '--version-stages',
        'blue',
      )
      const blue = await aws('get-secret-value', '--secret-id', 'cli/db', '--version-stage', 'blue')
      expect(Buffer.from(String(blue.SecretBinary), 'base64').equals(bytes)).toBe(true)
      expect(await aws('list-secrets', '--filters', 'Key=name,Values=cli/')).toMatchObject({
        SecretList: [{ Name: 'cli/db' }],
      })
      expect(await aws('batch-get-secret-value', '--secret-id-list', 'cli/db')).toMatchObject({
        SecretValues: [{ Name: 'cli/db' }],
      })
      expect(await aws('describe-secret', '--secret-id', 'cli/db')).toMatchObject({ Tags: [{ Key: 'k', Value: 'v' }] })
      await aws('tag-resource', '--secret-id', 'cli/db', '--tags', 'Key=x,Value=y')
      await aws('delete-secret', '--secret-id', 'cli/db')
      await aws('restore-secret', '--secret-id', 'cli/db')
      expect(String((await aws('get-random-password', '--password-length', '12')).RandomPassword)).toHaveLength(12)
      const policy = JSON.stringify({
        Statement: { Effect: 'Allow', Principal: { AWS: '1' }, Action: '*', Resource: '*' },
      })
      await aws('put-resource-policy', '--secret-id', 'cli/db', '--resource-policy', policy)
      expect(await aws('get-resource-policy', '--secret-id', 'cli/db')).toMatchObject({ ResourcePolicy: policy })
      const missing = await runClient('aws', ['secretsmanager', 'get-secret-value', '--secret-id', 'cli/none'], target)
      expect(missing.code).not.toBe(0)
      expect(missing.stderr).toContain(
        "An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can't find the specified secret.",
      )
      expect(readFileSync(file).equals(bytes)).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
      await target.close()
    }
  })
})
