import { describe, expect, test } from 'vitest'
import { readUntil } from '../../../../cli/commands/rotation-snooze.ts'
import { readRotator, readRule, rotatorOptions, scheduleOptions } from '../../../../cli/rotation/options.ts'

const none = Object.fromEntries(
  [...Object.keys(rotatorOptions), ...Object.keys(scheduleOptions)].map((name) => [name, undefined]),
)
type Given = Readonly<Record<string, string>>
const rotator = (given: Given) => readRotator({ ...none, ...given } as Parameters<typeof readRotator>[0], () => null)
const rule = (given: Given) => readRule({ ...none, ...given } as Parameters<typeof readRule>[0])

const messageOf = (read: ReturnType<typeof rotator> | ReturnType<typeof rule>): string =>
  read.ok ? 'ok' : read.failure.message

describe('a rule on the command line', () => {
  test.each<readonly [Given, unknown]>([
    [{}, null],
    [{ 'every-days': '30' }, { schedule: { kind: 'days', days: 30 }, durationHours: null }],
    [
      { 'every-days': '1', duration: '3h' },
      { schedule: { kind: 'days', days: 1 }, durationHours: 3 },
    ],
    [
      { schedule: 'rate(30 days)', duration: '24' },
      { schedule: { kind: 'expression', expression: 'rate(30 days)' }, durationHours: 24 },
    ],
  ])('%j', (given, expected) => {
    expect(rule(given)).toEqual({ ok: true, value: expected })
  })

  test.each<readonly [Given, string]>([
    [{ 'every-days': '0' }, '1 to 1000'],
    [{ 'every-days': '1001' }, '1 to 1000'],
    [{ 'every-days': 'thirty' }, 'whole number'],
    [{ 'every-days': '30', schedule: 'rate(1 day)' }, 'one of'],
    [{ schedule: ' ' }, 'rate(30 days)'],
    [{ schedule: `cron(${'1,'.repeat(200)})` }, '256 characters'],
    [{ 'every-days': '30', duration: '25h' }, '1h to 24h'],
    [{ 'every-days': '30', duration: '90m' }, '1h to 24h'],
    [{ duration: '3h' }, 'needs'],
  ])('%j is refused', (given, why) => {
    expect(messageOf(rule(given))).toContain(why)
  })
})

describe('a rotator on the command line', () => {
  test.each<readonly [Given, unknown]>([
    [{}, undefined],
    [{ rotator: 'none' }, null],
    [{ rotator: 'generate' }, { kind: 'generate', exclude: '', field: null }],
    [
      { rotator: 'generate', length: '40', exclude: '!?', field: 'token' },
      { kind: 'generate', length: 40, exclude: '!?', field: 'token' },
    ],
    [{ rotator: 'ssh-key' }, { kind: 'ssh-key', check: null }],
    [
      { rotator: 'ssh-key', check: 'deploy@host.example', 'host-key': 'ssh-ed25519 AAAA' },
      { kind: 'ssh-key', check: { user: 'deploy', host: 'host.example', port: 22, hostKey: 'ssh-ed25519 AAAA' } },
    ],
    [
      { rotator: 'ssh-key', check: 'deploy@[::1]:2222' },
      { kind: 'ssh-key', check: { user: 'deploy', host: '::1', port: 2_222, hostKey: null } },
    ],
    [
      { rotator: 'command', create: './new one', test: '["./try", "two words"]', timeout: '5' },
      { kind: 'command', create: ['./new', 'one'], test: ['./try', 'two words'], timeoutSeconds: 5 },
    ],
  ])('%j', (given, expected) => {
    expect(rotator(given)).toEqual({ ok: true, value: expected })
  })

  test('takes databases with their strategy and administrator', () => {
    const given = { rotator: 'postgres', strategy: 'alternating', admin: 'prod/admin' }
    expect(rotator(given)).toMatchObject({
      value: { kind: 'postgres', strategy: 'alternating', adminSecret: 'prod/admin' },
    })
    expect(rotator({ rotator: 'mysql' })).toMatchObject({
      value: { kind: 'mysql', strategy: 'single', adminSecret: null },
    })
  })

  test('takes when an old access key is deleted', () => {
    const given = { rotator: 'aws-iam-access-key', 'delete-after': '0' }
    expect(rotator(given)).toMatchObject({ value: { kind: 'aws-iam-access-key', deleteAfterDays: 0 } })
  })

  test.each<readonly [Given, string]>([
    [{ rotator: 'magic' }, 'no rotator magic'],
    [{ strategy: 'single' }, 'goes with --rotator postgres or mysql'],
    [{ rotator: 'generate', admin: 'x' }, 'goes with --rotator'],
    [{ rotator: 'none', length: '9' }, 'goes with --rotator generate'],
    [{ rotator: 'generate', length: '7' }, '8 to 4096'],
    [{ rotator: 'mysql', strategy: 'three' }, 'single or alternating'],
    [{ rotator: 'ssh-key', 'host-key': 'x' }, 'needs --check'],
    [{ rotator: 'ssh-key', check: 'host' }, 'USER@HOST'],
    [{ rotator: 'ssh-key', check: 'u@host:99999' }, 'USER@HOST'],
    [{ rotator: 'command' }, 'needs --create'],
    [{ rotator: 'command', create: '["a", 1]' }, 'JSON list'],
    [{ rotator: 'command', create: '  ' }, 'program'],
    [{ rotator: 'aws-iam-access-key', 'delete-after': '400' }, '0 to 365'],
  ])('%j is refused', (given, why) => {
    expect(messageOf(rotator(given))).toContain(why)
  })
})

describe('until when a reminder is snoozed', () => {
  const now = new Date(2026, 10, 24, 12).getTime()
  test.each([
    [undefined, 'tomorrow'],
    ['tomorrow', 'tomorrow'],
    ['week', 'week'],
    ['off', null],
    ['3d', now + 3 * 86_400_000],
    ['2026-12-01', new Date(2026, 11, 1, 8).getTime()],
  ])('%s', (text, expected) => {
    expect(readUntil(text, now)).toEqual({ ok: true, value: expected })
  })
  test.each(['yesterday', '2020-01-01', '2026-02-30'])('%s is refused', (text) => {
    expect(readUntil(text, now)).toMatchObject({ ok: false, failure: { kind: 'usage' } })
  })
})
