import { describe, expect, test } from 'vitest'
import { parseDotenv } from '../../../shared/dotenv.ts'
import { readCsv } from '../../../shared/transfer/read-csv.ts'
import { readJson } from '../../../shared/transfer/read-json.ts'
import { type ExportSecret, exporters } from '../../../shared/transfer/write.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const encode = (value: Uint8Array) => Buffer.from(value).toString('base64')
const decode = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

const plain = { kind: 'note', description: '', tags: {}, form: 'text' } as const
const secrets: readonly ExportSecret[] = [
  { ...plain, name: 'app/env', kind: 'env-set', bytes: bytes('A=1\nDB_HOST="a b"\n') },
  { ...plain, name: 'prod/db', kind: 'database', bytes: bytes('{"DB_HOST":"x","port":5432}'), description: 'main' },
  { ...plain, name: 'prod/api-key', bytes: bytes(`se"cret\nline \${two} %{x}\n`), tags: { team: 'pay', tier: '' } },
  { ...plain, name: 'bin', form: 'binary', bytes: new Uint8Array([255, 0, 1]) },
]
const write = (format: keyof typeof exporters) => exporters[format](secrets, encode)
const lost = (format: keyof typeof exporters) => write(format).losses.map(({ where, what }) => `${where}: ${what}`)

describe('an export', () => {
  test('as .env has a variable for each key, and names what it drops', () => {
    expect(parseDotenv(write('dotenv').text).entries).toEqual([
      { key: 'A', value: '1' },
      { key: 'DB_HOST', value: 'x' },
      { key: 'port', value: '5432' },
      { key: 'API_KEY', value: `se"cret\nline \${two} %{x}\n` },
    ])
    expect(lost('dotenv')).toEqual([
      'prod/db: its description and tags',
      'prod/api-key: its description and tags',
      'app/env: DB_HOST: that of prod/db counts',
      'bin: its value: it is binary',
    ])
  })

  test.each(['json', 'csv'] as const)('as %s is imported again without loss', (format) => {
    const { text, losses } = write(format)
    expect(losses).toEqual([])
    const read = format === 'json' ? readJson(text, '', decode) : readCsv(text, { prefix: '', map: {} }, decode)
    if (!read.ok) throw new Error(read.failure.message)
    expect(read.value.losses).toEqual([])
    expect(
      read.value.items.map(({ name, kind, description, tags, form, bytes: value }) => ({
        name,
        kind,
        description,
        tags,
        form,
        bytes: value,
      })),
    ).toEqual(secrets)
  })

  test('as YAML quotes every value, so none becomes a number', () => {
    expect(write('yaml').text.split('\n').slice(1, 4)).toEqual([
      '"prod/db": "{\\"DB_HOST\\":\\"x\\",\\"port\\":5432}"',
      `"prod/api-key": "se\\"cret\\nline \${two} %{x}\\n"`,
      '"bin": !!binary "/wAB"',
    ])
  })

  test("as Terraform's variables escapes what HCL would expand", () => {
    expect(write('tfvars').text).toBe(
      'app_env = {\n  "A" = "1"\n  "DB_HOST" = "a b"\n}\n' +
        'prod_db = {\n  "DB_HOST" = "x"\n  "port" = "5432"\n}\n' +
        'prod_api_key = "se\\"cret\\nline $${two} %%{x}\\n"\n',
    )
    expect(lost('tfvars')).toContain('bin: its value: it is binary')
  })
})
