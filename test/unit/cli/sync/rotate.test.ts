import { describe, expect, test } from 'vitest'
import { choosePlace } from '../../../../cli/commands/sync-rotate.ts'

const rotation = { schedule: 'rate(30 days)', nextAt: null }
const place = (target: string, region: string, rotates = false) => ({
  target,
  region,
  rotation: rotates ? rotation : null,
})
const ireland = place('prod', 'eu-west-1')
const virginia = place('prod', 'us-east-1', true)
const other = place('ci', 'eu-west-1', true)

describe('the place where AWS is to rotate a secret', () => {
  test.each([
    ['is the only one there is', [ireland], {}, ireland],
    ['is the one where AWS rotates it', [ireland, virginia], {}, virginia],
    ['is the one that was named', [ireland, virginia, other], { targets: ['ci'] }, other],
    ['is the one that was named, whatever was seen', [ireland, virginia], { regions: ['eu-west-1'] }, ireland],
  ])('%s', (_, places, where, wanted) => {
    expect(choosePlace('prod/db', places, where)).toEqual({ ok: true, value: wanted })
  })

  test('has to be named where there are several', () => {
    expect(choosePlace('prod/db', [virginia, other], {})).toMatchObject({
      failure: {
        kind: 'usage',
        hint: 'Say where: --target prod --region us-east-1, or --target ci --region eu-west-1.',
      },
    })
  })

  test('is not found where no target syncs the secret', () => {
    expect(choosePlace('prod/db', [ireland], { targets: ['ci'] })).toMatchObject({ failure: { kind: 'not-found' } })
  })
})
