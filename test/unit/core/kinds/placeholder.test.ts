import { describe, expect, it } from 'vitest'
import { isPlaceholder } from '../../../../main/core/kinds/placeholder.ts'
import { accessKeyId, alnum, hex, strongPassword } from '../../../support/samples.ts'

const generated = [
  `sk_live_${alnum('p', 24)}`,
  accessKeyId('AKIA', '123456789012', 'p'),
  alnum('p', 40),
  strongPassword('p'),
  hex('p', 64),
]

describe('isPlaceholder', () => {
  it.each([
    'changeme',
    'CHANGE_ME',
    'change-me!',
    'xxxxxxxx',
    'XXXX-XXXX-XXXX',
    '********',
    '00000000',
    '<your token>',
    '{{ api_key }}',
    `\${DB_PASSWORD}`,
    '%TOKEN%',
    'your_api_key',
    'YOUR-SECRET-HERE',
    'insert-key-here',
    'replace with your key',
    'example',
    'TBD',
    'sk_live_xxxxxxxxxxxx',
    'AKIAIOSFODNN7EXAMPLE',
    'password',
    'secret',
    'paste your token here',
    '1234567890abcdef',
  ])('%s is one', (text) => {
    expect(isPlaceholder(text)).toBe(true)
  })

  it.each(['', 'hunter2', 'correct horse battery staple', 'yours truly, 7Kd9', ...generated])('%s is none', (text) => {
    expect(isPlaceholder(text)).toBe(false)
  })
})
