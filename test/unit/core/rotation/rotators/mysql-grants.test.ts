import { describe, expect, test } from 'vitest'
import { accountOf, regrant, requireClause } from '../../../../../main/core/rotation/rotators/database/mysql-grants.ts'

const from = { user: 'app', host: '%' }
const to = { user: 'app_clone', host: '%' }

describe('a line of SHOW GRANTS for another account', () => {
  const table: readonly (readonly [title: string, line: string, expected: string | null])[] = [
    [
      'as MySQL 8 and MariaDB write it',
      'GRANT SELECT ON `shop`.* TO `app`@`%`',
      'GRANT SELECT ON `shop`.* TO `app_clone`@`%`',
    ],
    ['as MySQL 5.7 writes it', "GRANT SELECT ON `shop`.* TO 'app'@'%'", 'GRANT SELECT ON `shop`.* TO `app_clone`@`%`'],
    [
      'without the password, with the option',
      "GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*AB WITH GRANT OPTION' REQUIRE SSL WITH MAX_USER_CONNECTIONS 5",
      'GRANT USAGE ON *.* TO `app_clone`@`%`',
    ],
    [
      'with the option among limits',
      'GRANT ALL PRIVILEGES ON *.* TO `app`@`%` REQUIRE SSL WITH GRANT OPTION MAX_QUERIES_PER_HOUR 5',
      'GRANT ALL PRIVILEGES ON *.* TO `app_clone`@`%` WITH GRANT OPTION',
    ],
    [
      'of a role',
      'GRANT `reader` TO `app`@`%` WITH ADMIN OPTION',
      'GRANT `reader` TO `app_clone`@`%` WITH ADMIN OPTION',
    ],
    ['of a default role', 'SET DEFAULT ROLE `reader` FOR `app`@`%`', 'SET DEFAULT ROLE `reader` FOR `app_clone`@`%`'],
    ['that takes away', 'REVOKE SELECT ON `x`.* FROM `app`@`%`', 'REVOKE SELECT ON `x`.* FROM `app_clone`@`%`'],
    [
      'with a database that is called like the account',
      'GRANT SELECT ON `x TO ``app``@``%``z`.* TO `app`@`%`',
      'GRANT SELECT ON `x TO ``app``@``%``z`.* TO `app_clone`@`%`',
    ],
    ['of somebody else is left', 'GRANT SELECT ON `shop`.* TO `other`@`%`', null],
    ['of another form is left', 'DROP TABLE x TO `app`@`%`', null],
  ]
  for (const [title, line, expected] of table) test(title, () => expect(regrant(line, from, to)).toBe(expected))

  test('quotes names as the server does', () => {
    const odd = { user: 'a`b', host: '10.%' }
    expect(regrant('GRANT USAGE ON *.* TO `a``b`@`10.%`', odd, { user: 'c`d', host: '10.%' })).toBe(
      'GRANT USAGE ON *.* TO `c``d`@`10.%`',
    )
  })
})

describe('an account', () => {
  test('is what CURRENT_USER() answers, with an @ in the name too', () => {
    expect(accountOf('app@%')).toEqual({ user: 'app', host: '%' })
    expect(accountOf('app@corp@10.0.0.%')).toEqual({ user: 'app@corp', host: '10.0.0.%' })
  })

  test('has the TLS requirement of the other', () => {
    const none = { cipher: '', issuer: '', subject: '' }
    expect(requireClause({ type: '', ...none })).toEqual({ clause: 'REQUIRE NONE', values: [] })
    expect(requireClause({ type: 'ANY', ...none })).toEqual({ clause: 'REQUIRE SSL', values: [] })
    expect(requireClause({ type: 'X509', ...none })).toEqual({ clause: 'REQUIRE X509', values: [] })
    expect(requireClause({ type: 'SPECIFIED', cipher: '', issuer: '/CN=a', subject: '/CN=b' })).toEqual({
      clause: 'REQUIRE ISSUER ? AND SUBJECT ?',
      values: ['/CN=a', '/CN=b'],
    })
  })
})
