import { expect, it } from 'vitest'
import { type AwsKeys, createCredentials } from '../../../../main/core/aws/credentials.ts'

const context = { region: 'eu-west-1', credentials: 'profile "p"', endpointUrl: null }

/** Gives one set of keys after the other; the last again and again. */
function source(...ids: readonly string[]) {
  const asked: string[] = []
  const resolve = async (): Promise<AwsKeys> => {
    const accessKeyId = ids[Math.min(asked.length, ids.length - 1)] ?? ''
    asked.push(accessKeyId)
    await Promise.resolve()
    if (accessKeyId === '') throw new Error('none')
    return { accessKeyId, secretAccessKey: 'secret' }
  }
  return { asked, credentials: createCredentials(resolve, () => 0, context) }
}

it('are renewed once for all tries that were under way when they ended', async () => {
  const { asked, credentials } = source('first', 'second')
  await credentials.ready(undefined)
  const [one, other, late] = [credentials.renewal(), credentials.renewal(), credentials.renewal()]
  expect(await Promise.all([one('expired'), other('expired')])).toEqual([true, true])
  expect(await late('expired')).toBe(true)
  expect(asked).toEqual(['first', 'second'])
  expect((await credentials.provider()).accessKeyId).toBe('second')
})

it('that AWS does not know, and that cannot be renewed, stay', async () => {
  const { asked, credentials } = source('first', '')
  await credentials.ready(undefined)
  const [one, other] = [credentials.renewal(), credentials.renewal()]
  expect(await Promise.all([one('unknown'), other('unknown')])).toEqual([false, false])
  expect((await credentials.provider()).accessKeyId).toBe('first')
  expect(asked).toHaveLength(2)
})

it('that stay the same are no others', async () => {
  const { credentials } = source('first')
  await credentials.ready(undefined)
  expect(await credentials.renewal()('expired')).toBe(false)
})
