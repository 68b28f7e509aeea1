import { describe, expect, test } from 'vitest'
import { commands } from '../../../../cli/commands/index.ts'
import { rulesInWords } from '../../../../cli/commands/target.ts'
import { checkText, shortcoming } from '../../../../cli/commands/target-check.ts'
import type { CliFailure } from '../../../../cli/failure.ts'
import { parseLine } from '../../../../cli/line/parse.ts'
import { isPlausible } from '../../../../cli/sync/regions.ts'
import { readTarget, type TargetOptions } from '../../../../cli/sync/target-draft.ts'
import { splitWords } from '../../../../cli/sync/where.ts'
import { createStyle } from '../../../../cli/terminal/style.ts'
import type { Result } from '../../../../shared/failure.ts'
import { type Target, type TargetCheck, type TargetDraft, targetDraft } from '../../../../shared/sync-model.ts'

const before: Target = {
  ...targetDraft.parse({
    name: 'prod',
    credentials: { from: 'profile', profile: 'prod' },
    regions: ['eu-west-1'],
    include: ['prod/**'],
    kmsKeyId: 'alias/ours',
    automatic: { onSave: true, everyMinutes: 15 },
  }),
  accountId: '111122223333',
  partition: 'aws',
  addedAt: 1,
}

function read(line: string, changed: Target | null = null): Result<TargetDraft, CliFailure> {
  const words = ['target', changed === null ? 'add' : 'change', 'prod', ...(line === '' ? [] : line.split(' '))]
  const parsed = parseLine(
    words.map((word) => word.replaceAll('_', '')),
    commands,
  )
  if (!parsed.ok || parsed.value.kind !== 'run') throw new Error('not a command line')
  return readTarget('prod', parsed.value.input.options as TargetOptions, changed)
}

const least = '--profile prod --region eu-west-1'

describe('a new target', () => {
  test('needs credentials and a region', () => {
    expect(read(least)).toEqual({
      ok: true,
      value: { name: 'prod', credentials: { from: 'profile', profile: 'prod' }, regions: ['eu-west-1'] },
    })
    expect(read('--keys aws/ci --region eu-west-1')).toMatchObject({
      value: { credentials: { from: 'vault', secret: 'aws/ci' } },
    })
  })

  test('takes every rule that the core knows', () => {
    const draft = read(
      `${least},us-east-1 --region eu-north-1 --account 111122223333 --local-prefix prod/ --remote-prefix billing/ --include prod/** --include ci/* --exclude prod/x --tag team=a --tag tier= --direction push --deletion 7 --kms-key alias/k --replica eu-west-2,eu-west-3=alias/r --endpoint-url http://127.0.0.1:4566 --on-save --every 15 --on-network`,
    )
    expect(draft).toEqual({
      ok: true,
      value: {
        name: 'prod',
        credentials: { from: 'profile', profile: 'prod' },
        regions: ['eu-west-1', 'us-east-1', 'eu-north-1'],
        expectedAccountId: '111122223333',
        localPrefix: 'prod/',
        remotePrefix: 'billing/',
        include: ['prod/**', 'ci/*'],
        exclude: ['prod/x'],
        tags: { team: 'a', tier: '' },
        direction: 'push',
        deletion: { kind: 'schedule', days: 7 },
        kmsKeyId: 'alias/k',
        replicas: [
          { region: 'eu-west-2', kmsKeyId: null },
          { region: 'eu-west-3', kmsKeyId: 'alias/r' },
        ],
        endpointUrl: 'http://127.0.0.1:4566',
        automatic: { onSave: true, everyMinutes: 15, onNetworkReturn: true },
      },
    })
    if (draft.ok) expect(targetDraft.safeParse(draft.value).success).toBe(true)
  })

  test.each([
    ['', /whose credentials/],
    ['--profile a --keys b --region eu-west-1', /not both/],
    ['--profile a', /which region/],
    [`${least} --direction sideways`, /push, pull or both/],
    [`${least} --deletion 3`, /7 to 30/],
    [`${least} --deletion soon`, /never, or 7 to 30/],
    [`${least} --tag team`, /KEY=VALUE/],
    [`${least} --every often`, /whole number/],
    [`${least} --every 1441`, /a day/],
    [`${least} --manual --on-save`, /opposite/],
    [`${least} --account 1234`, /twelve digits/],
    [`${least} --endpoint-url localhost`, /address/],
    [`${least} --remote-prefix prod/*`, /--remote-prefix has letters/],
  ])('of "%s" is refused', (line, message) => {
    expect(read(line)).toMatchObject({ failure: { kind: 'usage', message: expect.stringMatching(message) } })
  })

  test('has a name that fits a command line', () => {
    const options = {} as TargetOptions
    for (const name of ['', '-x', 'a b', 'ä', 'a'.repeat(65)])
      expect(readTarget(name, options, null)).toMatchObject({ failure: { kind: 'usage' } })
  })
})

describe('a target that is changed', () => {
  test('keeps what was not said, and its account is not told again', () => {
    const { accountId: _, partition: __, addedAt: ___, ...kept } = before
    expect(read('--exclude prod/x', before)).toEqual({ ok: true, value: { ...kept, exclude: ['prod/x'] } })
  })

  test('loses a rule by an empty value', () => {
    expect(read('--include= --kms-key= --tag=', before)).toMatchObject({
      value: { include: [], kmsKeyId: null, tags: {} },
    })
  })

  test('syncs by itself as before, but for what was said', () => {
    expect(read('--every 0', before)).toMatchObject({ value: { automatic: { onSave: true, everyMinutes: 0 } } })
    expect(read('--manual', before)).toMatchObject({ value: { automatic: { onSave: false, everyMinutes: 0 } } })
  })
})

test('the rules of a target are told in words', () => {
  expect(rulesInWords(before)).toBe('prod/**, both ways, on save, every 15 min')
  expect(rulesInWords({ ...before, include: [], localPrefix: 'prod/', direction: 'pull' })).toBe(
    'prod/* as *, pull only, on save, every 15 min',
  )
})

test('words are told apart by commas and spaces', () => {
  expect(splitWords(['a,b', 'c d', ''])).toEqual(['a', 'b', 'c', 'd'])
})

test.each([
  ['eu-west-1', true],
  ['ap-southeast-9', true],
  ['us-gov-east-1', true],
  ['us-isob-east-1', true],
  ['eusc-de-east-1', true],
  ['eu-wst-1', false],
  ['eu-west', false],
  ['EU-WEST-1', false],
])('whether %s could be a region: %s', (region, plausible) => {
  expect(isPlausible(region)).toBe(plausible)
})

describe('a check of credentials', () => {
  const checked = (regions: Partial<TargetCheck['regions'][number]>[]): TargetCheck => ({
    accountId: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/ada',
    partition: 'aws',
    regions: regions.map((one) => ({
      region: 'eu-west-1',
      reachable: true,
      clockOffsetMs: 0,
      message: null,
      permissions: [],
      ...one,
    })),
  })
  const denied = (action: string) => ({ permissions: [{ action, allowed: false, message: null }] })

  test('finds fault with what the direction needs', () => {
    const writes = checked([denied('secretsmanager:CreateSecret')])
    expect(shortcoming(writes, { direction: 'push' })).toMatchObject({ kind: 'aws' })
    expect(shortcoming(writes, { direction: 'pull' })).toBeNull()
    expect(shortcoming(checked([denied('ListSecrets')]), { direction: 'pull' })).toMatchObject({ kind: 'aws' })
    expect(shortcoming(checked([{ reachable: false }]), { direction: 'pull' })).toMatchObject({ kind: 'unavailable' })
    expect(shortcoming(checked([{}]), { direction: 'both' })).toBeNull()
  })

  test.each(['secretsmanager:BatchGetSecretValue', 'secretsmanager:RotateSecret'])('does without %s', (action) => {
    expect(shortcoming(checked([denied(action)]), { direction: 'both' })).toBeNull()
  })

  test('is shown region by region', () => {
    const text = checkText(
      checked([
        { clockOffsetMs: -60_000, permissions: [{ action: 'GetSecretValue', allowed: null, message: 'asked' }] },
      ]),
      createStyle(false),
    )
    expect(text).toBe(
      'Account 111122223333 (aws), as arn:aws:iam::111122223333:user/ada\n' +
        'eu-west-1  reachable, its clock is 60 s behind\n  ? GetSecretValue  asked\n',
    )
  })
})
