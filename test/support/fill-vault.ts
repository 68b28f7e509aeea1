/**
 * Fills a vault with many made-up secrets, a thousand a transaction: for measurements, where one transaction each would
 * measure the disk. Rows are sealed as the vault seals them; open the vault anew afterwards.
 */
import { randomUUID } from 'node:crypto'
import type { SecretBody, VersionBody } from '../../main/core/vault/bodies.ts'
import { utf8 } from '../../main/core/vault/bytes.ts'
import {
  keyPlace,
  nameIndex,
  sealSecretBody,
  sealVersionBody,
  type VaultContext,
  valuePlace,
  versionIndex,
} from '../../main/core/vault/context.ts'
import { seal } from '../../main/core/vault/seal.ts'
import { keyBytes, randomBytes } from '../../main/core/vault/sodium.ts'
import { insertSecretRow, insertVersionRow } from '../../main/core/vault/store/rows.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import { KINDS } from '../../shared/limits.ts'
import { unwrap } from './vault.ts'

const batch = 1_000
const teams = ['billing', 'payments', 'search', 'identity', 'mobile', 'data', 'edge']
const stages = ['prod', 'staging', 'dev']

export const nameOf = (at: number): string =>
  `${stages[at % 3] ?? ''}/${teams[at % 7] ?? ''}/service-${at}/${at % 2 === 0 ? 'db' : 'api-key'}`

/** Adds `count` secrets with `versions` versions each. */
export function fillVault(vault: Vault, count: number, versions: number): void {
  const context = { ledger: vault.ledger } as VaultContext
  for (let from = 0; from < count; from += batch) {
    unwrap(
      vault.ledger.write((tx) => {
        for (let at = from; at < Math.min(from + batch, count); at += 1) addSecret(at)

        function addSecret(at: number): void {
          const secretId = randomBytes(16)
          const dataKey = randomBytes(keyBytes)
          const ids = Array.from({ length: versions }, () => randomUUID())
          const body = bodyOf(at, ids)
          insertSecretRow(tx, {
            secretId,
            nameIndex: nameIndex(context, body.name),
            revision: 1,
            wrappedKey: seal(vault.ledger.keys.wrap, vault.ledger.context, keyPlace(secretId), dataKey),
            body: sealSecretBody(context, secretId, 1, body),
          })
          for (const [index, versionId] of ids.entries()) {
            const row = { versionRow: randomBytes(16), secretId, number: index + 1 }
            const value = utf8(`value ${index} of secret ${at}, as long as a password or a short key`)
            insertVersionRow(tx, {
              ...row,
              versionIndex: versionIndex(context, secretId, versionId),
              revision: 1,
              body: sealVersionBody(context, row, 1, versionBodyOf(versionId, body, value.length)),
              value: seal(dataKey, vault.ledger.context, valuePlace(row), value),
            })
          }
        }
      }),
    )
  }
}

function bodyOf(at: number, ids: readonly string[]): SecretBody {
  const host = `db-${at % 97}.internal.example.com`
  const facts = {
    engine: 'postgres',
    host,
    port: 5432,
    username: `app_${at % 31}`,
    summary: `app_${at % 31}@${host}:5432`,
  }
  const labelled = [ids.at(-1), ids.at(-2)].filter((id) => id !== undefined)
  return {
    name: nameOf(at),
    kind: KINDS[at % KINDS.length] ?? 'note',
    description: `Credentials of service ${at} for the ${teams[at % 7]} team`,
    tags: { team: teams[at % 7] ?? '', owner: `person-${at % 40}` },
    favourite: at % 100 === 0,
    stages: Object.fromEntries(labelled.map((id, index) => [index === 0 ? 'AWSCURRENT' : 'AWSPREVIOUS', id])),
    createdAt: 1_790_000_000_000 + at,
    changedAt: 1_790_000_000_000 + at,
    accessedAt: null,
    deletionAt: null,
    current: { form: 'text', sizeBytes: 64, facts, keys: null, createdAt: 1_790_000_000_000 + at },
    arnSuffix: 'AbCdEf',
    extension: {},
  }
}

const versionBodyOf = (versionId: string, { createdAt, current }: SecretBody, sizeBytes: number): VersionBody => ({
  versionId,
  createdAt,
  accessedAt: null,
  note: '',
  extension: {},
  form: 'text',
  sizeBytes,
  facts: current?.facts ?? {},
  keys: null,
})
