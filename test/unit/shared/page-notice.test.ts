import { expect, test } from 'vitest'
import { noticeOf, pageNotices } from '../../../shared/page-notice.ts'

test('a notice is one of the known words in an address of exactly our form', () => {
  for (const word of Object.keys(pageNotices)) expect(noticeOf(`?notice=${word}`)).toBe(word)
  for (const search of [
    '',
    '?',
    '?notice=',
    '?notice=other',
    '?notice=idle&x=1',
    '?x=1&notice=idle',
    '?notice=toString',
    'notice=idle',
  ]) {
    expect(noticeOf(search)).toBeNull()
  }
})
