import { describe, expect, test } from 'vitest'
import { externalUrl } from '../../../main/external.ts'

describe('pages in the user’s browser', () => {
  test('are those of the table', () => {
    const page = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html'
    expect(externalUrl(page)).toBe(page)
  })

  const refused = [
    'http://docs.aws.amazon.com/secretsmanager/x.html',
    'HTTPS://docs.aws.amazon.com/secretsmanager/x.html',
    'https://DOCS.aws.amazon.com/secretsmanager/x.html',
    'https://docs.aws.amazon.com/',
    'https://docs.aws.amazon.com/s3/x.html',
    'https://docs.aws.amazon.com/secretsmanager/../s3/x.html',
    'https://docs.aws.amazon.com/secretsmanager/x.html?leak=1',
    'https://docs.aws.amazon.com/secretsmanager/x.html#leak',
    'https://docs.aws.amazon.com:8443/secretsmanager/x.html',
    'https://docs.aws.amazon.com./secretsmanager/x.html',
    'https://user@docs.aws.amazon.com/secretsmanager/x.html',
    'https://docs.aws.amazon.com@evil.example/secretsmanager/',
    'https://docs.aws.amazon.com.evil.example/secretsmanager/',
    'https://evil.example/docs.aws.amazon.com/secretsmanager/',
    'https://xn--docs-aws.amazon.com/secretsmanager/',
    'https://dоcs.aws.amazon.com/secretsmanager/',
    'https://docs.aws.amazon.com\\@evil.example/secretsmanager/',
    'https:docs.aws.amazon.com/secretsmanager/',
    'https:///docs.aws.amazon.com/secretsmanager/',
    ' https://docs.aws.amazon.com/secretsmanager/',
    'https://docs.aws.amazon.com/secretsmanager/\n',
    `https://docs.aws.amazon.com/secretsmanager/${'a'.repeat(512)}`,
    'https://__proto__/secretsmanager/',
    'https://constructor/secretsmanager/',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'smb://host/share',
    'ms-msdt:/id',
    'ms-settings:network',
    '\\\\host\\share',
    '//host/share',
    'mailto:a@b',
    'ssh://host',
    '',
  ]
  for (const url of refused)
    test(`are not ${JSON.stringify(url.slice(0, 80))}`, () => expect(externalUrl(url)).toBeNull())
})
