import { importRules, type RuleCase, typeOnly } from './cases.ts'
import { judge } from './judge.ts'

const sdk = '@aws-sdk/client-secrets-manager'
const sodium = 'libsodium-wrappers-sumo'

const doorRules = (path: string): RuleCase[] => [
  ...importRules(path, [
    ['knows no Electron', 'electron', 'node:net', 'no Electron, no AWS client'],
    ['knows no AWS client', sdk, 'node:http', 'no AWS client'],
    ['knows nothing of sync', '../sync/engine.ts', './server.ts', 'wired in core/core.ts'],
  ]),
  typeOnly(path, 'is given the vault and knows its types only', '../vault/vault.ts', 'takes the vault as an argument'),
]

judge({
  'shared/': importRules('shared', [
    ['imports nothing of Node', 'node:fs', 'zod', 'itself and zod'],
    ['imports nothing of Electron', 'electron', './model.ts', 'itself and zod'],
    ['imports nothing of a process', '../main/app.ts', './rules.ts', 'imports nothing of the processes'],
  ]),
  'preload/': importRules('preload', [
    ['imports no package but electron', 'zod', 'electron', 'electron and shared/ only'],
    ['imports nothing of Node', 'node:fs', 'electron', 'electron and shared/ only'],
    ['imports nothing of main/', '../main/host.ts', '../shared/contract.ts', 'shared/contract.ts'],
  ]),
  'renderer/': importRules('renderer/screens', [
    ['has no Node', 'node:crypto', 'react', 'no Node and no Electron'],
    ['has no Electron', 'electron', 'zustand', 'no Node and no Electron'],
    ['takes no library beside those for screens', 'zod', 'radix-ui', 'UI libraries'],
    ['knows nothing of main/', '../../main/core/log.ts', '../bridge.ts', 'shared/contract.ts'],
  ]),
  'cli/': importRules('cli/commands', [
    ['loads no package', 'zod', 'node:net', 'no package, no native module'],
    ['loads no native module', 'better-sqlite3', 'node:fs', 'no package, no native module'],
    ['knows nothing of main/', '../../main/core/log.ts', '../client.ts', 'shared/socket-contract.ts'],
  ]),
  'the shell, main/*.ts': importRules('main', [
    ['imports nothing of the core but its log', './core/core.ts', './core/log.ts', "entry's path only"],
    ['loads no database', 'better-sqlite3', 'electron', 'live in the core process'],
    ['loads no SDK', sdk, 'node:path', 'live in the core process'],
  ]),
  'the core, main/core/': importRules('main/core', [
    ['knows no Electron', 'electron', 'node:path', 'Electron to the shell'],
    ['leaves the SDK to core/aws', sdk, 'zod', 'belongs to core/aws'],
    ['leaves SQLite to the store', 'better-sqlite3', './vault/vault.ts', 'SQLite to core/vault/store'],
    ['leaves libsodium to its owner', sodium, './vault/sodium.ts', 'libsodium to core/vault/sodium.ts'],
    ['imports nothing of the page', '../../renderer/bridge.ts', './log.ts', 'itself and shared/'],
  ]),
  'the vault, main/core/vault/': [
    ...importRules('main/core/vault', [
      ['knows no Electron', 'electron', 'node:crypto', 'no Electron, no AWS'],
      ['knows no AWS', sdk, '../../../shared/model.ts', 'no Electron, no AWS'],
      ['knows nothing of sync', '../sync/engine.ts', './seal.ts', 'neither sync nor AWS nor the doors'],
      ['knows nothing of the doors', '../socket/server.ts', './keys.ts', 'nor the doors'],
      ['keeps SQLite in the store', 'better-sqlite3', './store/db.ts', 'SQL lives in core/vault/store'],
      ['keeps libsodium in sodium.ts', sodium, './sodium.ts', 'has one owner'],
    ]),
    ...importRules('main/core/vault/store', [['keeps libsodium out of the store', sodium, 'better-sqlite3', 'owner']]),
    ...importRules('main/core/vault/sodium.ts', [['lets its owner load libsodium', 'better-sqlite3', sodium, 'owner']]),
  ],
  'PURE files': [
    ...importRules('main/core/vault/stages.ts', [
      ['load nothing of Node', 'node:crypto', '../../../shared/model.ts', 'as arguments'],
      ['load no package', 'zod', '../kinds/pem.ts', 'as arguments'],
    ]),
    ...importRules('main/core/sync/plan.ts', [
      ['import no file that acts', './apply.ts', './guards.ts', 'other PURE files only'],
      ['import no vault but its staging rules', '../vault/vault.ts', '../vault/stages.ts', 'other PURE files only'],
    ]),
    ...['plan-secret.ts', 'selection.ts', 'cost.ts', 'guards.ts'].flatMap((file) =>
      importRules(`main/core/sync/${file}`, [
        [`know no other file of sync in ${file}`, './snapshot.ts', './plan-draft.ts', 'other PURE files only'],
        [`load nothing of Node in ${file}`, 'node:crypto', '../../../shared/model.ts', 'as arguments'],
      ]),
    ),
    ...importRules('main/core/rotation/schedule.ts', [
      ['know no clock of Node', 'node:timers', '../../../shared/model.ts', 'as arguments'],
    ]),
    ...importRules('main/core/kinds', [
      ['may hash and read certificates, in kinds/', 'node:fs', 'node:crypto', 'kinds is PURE'],
      ['import no vault, in kinds/', '../vault/seal.ts', './pem.ts', 'kinds is PURE'],
    ]),
  ],
  'sync, main/core/sync/': importRules('main/core/sync', [
    ['knows no Electron', 'electron', 'node:timers', 'no SDK and no Electron'],
    ['knows no SDK', sdk, './remote.ts', 'core/sync/remote.ts'],
    ['knows AWS by its port only', '../aws/secrets-manager.ts', '../vault/vault.ts', 'core/sync/remote.ts'],
  ]),
  'AWS, main/core/aws/': [
    ...importRules('main/core/aws', [
      ['never sees the vault', '../vault/vault.ts', './regions.ts', 'never sees the vault'],
      ['knows no Electron', 'electron', sdk, 'no Electron'],
      ['knows nothing of sync but its port', '../sync/engine.ts', '../sync/remote.ts', 'core/sync/remote.ts'],
    ]),
    typeOnly('main/core/aws', 'knows the port as a type', '../sync/remote.ts', 'use `import type`'),
    typeOnly('main/core/aws', "knows rotation's port as a type", '../rotation/iam.ts', 'use `import type`'),
  ],
  'the calendar file, main/core/rotation/ics.ts': importRules('main/core/rotation/ics.ts', [
    ['loads the library for it and no other', 'pg', 'ical-generator', "calendar file's owner"],
  ]),
  'rotators, main/core/rotation/rotators/': importRules('main/core/rotation/rotators', [
    ['know no SDK', '@aws-sdk/client-iam', 'pg', 'the port in core/rotation/iam.ts'],
    ['know no Electron', 'electron', 'ssh2', 'Electron through nothing'],
    ['are given AWS', '../../aws/iam.ts', '../iam.ts', 'core/core.ts wires it'],
  ]),
  'the door main/core/endpoint/': doorRules('main/core/endpoint'),
  'the door main/core/socket/': doorRules('main/core/socket'),
  'the door main/core/ssh-agent/': [
    ...doorRules('main/core/ssh-agent'),
    ...importRules('main/core/ssh-agent', [
      ['leave ssh2 to its owner', 'ssh2', './sign.ts', 'no Electron, no AWS client'],
    ]),
    ...importRules('main/core/ssh-agent/sign.ts', [
      ['reads keys with ssh2', 'electron', 'ssh2', 'reads keys with ssh2'],
      ['is handed what it signs with', '../vault/redacted.ts', '../kinds/pem.ts', 'reads keys with ssh2'],
    ]),
  ],
})
