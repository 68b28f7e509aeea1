/** Sync as the core wires it: a vault, the SDK, and a server that is AWS to it. */
import { createAwsConnections } from '../../../main/core/aws/connections.ts'
import { withApproval } from '../../../main/core/sync/approvals.ts'
import { createSync, type Sync } from '../../../main/core/sync/create-sync.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import { prepareValue } from '../../../main/core/vault-sync.ts'
import type { Plan, SyncProgress, SyncRun, TargetDraft } from '../../../shared/sync-model.ts'
import { targetDraft } from '../../../shared/sync-model.ts'
import { quickBackoff } from '../aws/remotes.ts'
import type { Credentials } from '../aws/sign.ts'
import { actor, makeHome, type TestHome, textVersion, unwrap } from '../vault.ts'

export interface WiredSync {
  readonly home: TestHome
  readonly sync: Sync
  readonly vault: Vault
  readonly progress: readonly (SyncProgress | null)[]
  /** A version that the user has approved, current. */
  put(name: string, value: string): string
  /** A plan of the only place, applied as it is; the run of it. */
  run(options?: { readonly accept?: boolean }): Promise<SyncRun>
  plan(): Promise<Plan>
  /** The vault closed and opened again, as after a lock; `between` is what happens to its file meanwhile. */
  again(between?: () => Promise<unknown>): Promise<WiredSync>
  close(): Promise<void>
}

export interface Place {
  readonly url: string
  readonly credentials: Credentials
}

/** The clock is the machine's, so that signatures are valid. */
export async function startWiredSync(place: Place, draft: Partial<TargetDraft> = {}): Promise<WiredSync> {
  const home = makeHome()
  await home.create()
  home.clock = Date.now()
  const vault = await home.unlock()
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = place.credentials
  unwrap(
    vault.create(actor, {
      name: 'aws/keys',
      kind: 'aws-credentials',
      version: textVersion(JSON.stringify({ AccessKeyId, SecretAccessKey })),
    }),
  )
  const wired = wire(home, vault)
  const target = targetDraft.parse({
    name: 'prod',
    credentials: { from: 'vault', secret: 'aws/keys' },
    regions: ['eu-west-1'],
    include: ['app/**'],
    endpointUrl: place.url,
    ...draft,
  })
  unwrap(await wired.sync.addTarget(actor, target))
  return wired
}

function wire(home: TestHome, vault: Vault): WiredSync {
  const connections = createAwsConnections({ backoff: quickBackoff })
  const progress: (SyncProgress | null)[] = []
  const sync = createSync({
    vault,
    now: () => home.clock,
    connect: connections.connect,
    profiles: connections.profiles,
    regions: connections.regions,
    prepare: prepareValue,
    emitProgress: (told) => progress.push(told),
    emitChanged: () => undefined,
  })
  const end = async (): Promise<void> => {
    await sync.close()
    connections.close()
    vault.close()
  }
  const plan = async (): Promise<Plan> => {
    home.clock = Date.now()
    const { plans, problems } = unwrap(await sync.plan({}))
    const [made] = plans
    if (made === undefined) throw new Error(problems.map(({ message }) => message).join())
    return made
  }
  return {
    home,
    sync,
    vault,
    progress,
    plan,
    put: (name, value) => {
      const body = vault.body(name)
      const version = textVersion(value)
      const { versionId } = body.ok
        ? unwrap(vault.put(actor, name, version))
        : unwrap(vault.create(actor, { name, kind: 'note', version }))
      const id = versionId ?? ''
      unwrap(vault.extend(actor, name, withApproval(unwrap(vault.body(name)), id, home.clock), 'approved'))
      return id
    },
    run: async ({ accept = false } = {}) => {
      home.clock = Date.now()
      const { planId, plans } = unwrap(await sync.plan({}))
      const offered = plans.flatMap(({ operations }) => operations.filter(({ waitsFor }) => waitsFor === 'decision'))
      const wishes = { planId, skip: [], accept: accept ? offered.map(({ id }) => id) : [], override: [] }
      const [run] = unwrap(await sync.apply(actor, wishes))
      if (run === undefined) throw new Error('no run')
      return run
    },
    again: async (between) => {
      await end()
      await between?.()
      return wire(home, await home.unlock())
    },
    close: async () => {
      await end()
      home.remove()
    },
  }
}
