/**
 * Fills a new vault with made-up secrets, through the command line, as a person would:
 * `node scripts/seed.mjs HOME`. The password is printed. For development, screenshots and trying things out.
 */
import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'

/** Known to everyone, so good for made-up secrets only. */
export const seedPassword = 'open sesame, made-up vault'

const word = (/** @type {number} */ length) => randomBytes(length).toString('base64url').slice(0, length)

/** @param {string} engine @param {string} host @param {number} port @param {string} dbname */
const database = (engine, host, port, dbname) =>
  JSON.stringify({ engine, host, port, username: `${dbname}_app`, password: word(24), dbname })

const sshKey = () =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey

const dotenv = (/** @type {readonly string[]} */ names) => names.map((name) => `${name}=${word(20)}\n`).join('')

/**
 * @typedef {object} Sample
 * @property {string} name
 * @property {string} kind
 * @property {() => string | Buffer} value
 * @property {readonly string[]} [more] further arguments of `coffer put`
 * @property {number} [versions] how many are put one after another, 1 when absent
 */

/** @type {readonly Sample[]} */
const samples = [
  {
    name: 'prod/billing/db',
    kind: 'database',
    value: () => database('postgres', 'db.billing.example.com', 5432, 'billing'),
    more: ['--tag', 'team=payments', '--description', 'Primary of the billing service'],
    versions: 3,
  },
  {
    name: 'prod/billing/stripe',
    kind: 'api-key',
    value: () => `sk_live_${randomBytes(12).toString('hex')}`,
    more: ['--tag', 'team=payments'],
    versions: 2,
  },
  { name: 'prod/web/session', kind: 'encryption-key', value: () => randomBytes(32), more: ['--tag', 'team=web'] },
  {
    name: 'prod/web/env',
    kind: 'env-set',
    value: () => dotenv(['SMTP_PASSWORD', 'SENTRY_TOKEN', 'REDIS_PASSWORD', 'CSRF_SECRET']),
    versions: 2,
  },
  {
    name: 'prod/search/admin',
    kind: 'login',
    value: () => JSON.stringify({ username: 'admin', password: word(18), url: 'https://search.example.com' }),
  },
  {
    name: 'prod/mail/console',
    kind: 'login',
    value: () =>
      JSON.stringify({
        username: 'ada',
        password: word(18),
        url: 'https://mail.example.com',
        totp: 'JBSWY3DPEHPK3PXPJBSWY3DP',
      }),
  },
  {
    name: 'staging/billing/db',
    kind: 'database',
    value: () => database('mysql', 'db.staging.example.com', 3306, 'billing'),
  },
  { name: 'staging/web/env', kind: 'env-set', value: () => dotenv(['SMTP_PASSWORD', 'SENTRY_TOKEN', 'CSRF_SECRET']) },
  {
    name: 'deploy/bastion',
    kind: 'ssh-key',
    value: sshKey,
    more: ['--tag', 'team=platform', '--description', 'Jump host in Frankfurt'],
  },
  { name: 'deploy/backup-host', kind: 'ssh-key', value: sshKey, more: ['--tag', 'team=platform'] },
  {
    name: 'ci/github',
    kind: 'api-key',
    value: () => `ghp_${randomBytes(18).toString('hex')}`,
    more: ['--tag', 'team=platform'],
    versions: 2,
  },
  { name: 'ci/slack', kind: 'api-key', value: () => `xoxb-${randomBytes(6).toString('hex')}-${word(24)}` },
  {
    name: 'partners/ledger/oauth',
    kind: 'oauth-token',
    value: () =>
      JSON.stringify({
        client_id: 'coffer-dev',
        client_secret: word(32),
        access_token: word(40),
        refresh_token: word(40),
      }),
  },
  {
    name: 'notes/incident-runbook',
    kind: 'note',
    value: () => 'Break-glass steps\n1. Call the on-call engineer.\n2. Open the sealed envelope in the office safe.\n',
  },
]

/**
 * @param {string} home
 * @param {readonly string[]} args
 * @param {string | Buffer} input
 * @returns {Promise<void>} rejects when the command fails
 */
const coffer = (home, args, input) =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(root, 'cli', 'bin', 'coffer.mjs'), ...args, '--home', home, '--quiet'],
      {
        stdio: ['pipe', 'ignore', 'inherit'],
      },
    )
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`coffer ${args[0]} ended with ${code}`))))
    child.stdin.end(input)
  })

/**
 * @param {string} home where no vault is yet
 * @param {string} [password]
 */
export const seed = async (home, password = seedPassword) => {
  await coffer(home, ['init', '--password-stdin'], password)
  await coffer(home, ['unlock', '--password-stdin'], password)
  for (const { name, kind, value, more = [], versions = 1 } of samples) {
    await coffer(home, ['put', name, '--kind', kind, ...more], value())
    for (let version = 2; version <= versions; version += 1) await coffer(home, ['put', name], value())
  }
  await coffer(home, ['put', 'ci/github', '--stage', 'AWSPENDING'], `ghp_${randomBytes(18).toString('hex')}`)
  await coffer(home, ['put', 'old/ftp'], word(12))
  await coffer(home, ['rm', 'old/ftp'], '')
  await coffer(home, ['lock'], '')
  say('seed', `${samples.length + 1} made-up secrets in ${home}; the password is: ${password}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const home = process.argv[2]
  if (home === undefined) throw new Error('usage: node scripts/seed.mjs HOME')
  await seed(home)
}
