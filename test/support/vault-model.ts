/** What a vault must do, as plainly as it can be said: maps in memory, no file, no keys. Tests compare the two. */

export interface ModelSecret {
  /** Version id → value, in order of creation. */
  readonly values: Map<string, string>
  readonly stages: Map<string, string>
  tags: Record<string, string>
  description: string
  favourite: boolean
  deletionAt: number | null
}

export type Outcome =
  | 'ok'
  | 'exists'
  | 'not-found'
  | 'scheduled-for-deletion'
  | 'not-scheduled'
  | 'stale'
  | 'token-reused'
  | 'stage-refused'
  | 'version-not-found'

const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'
const PENDING = 'AWSPENDING'
const dayMs = 86_400_000

export interface Move {
  readonly stage: string
  readonly moveTo?: string | undefined
  readonly removeFrom?: string | undefined
}

export function createModel() {
  const secrets = new Map<string, ModelSecret>()
  const records = new Map<string, string>()

  /** The secret, when it may be worked with. */
  function live(name: string): ModelSecret | Outcome {
    const secret = secrets.get(name)
    if (secret === undefined) return 'not-found'
    return secret.deletionAt === null ? secret : 'scheduled-for-deletion'
  }

  function change(name: string, body: (secret: ModelSecret) => Outcome): Outcome {
    const secret = live(name)
    return typeof secret === 'string' ? secret : body(secret)
  }

  function makeCurrent(secret: ModelSecret, id: string): void {
    const loser = secret.stages.get(CURRENT)
    secret.stages.set(CURRENT, id)
    if (loser !== undefined && loser !== id) secret.stages.set(PREVIOUS, loser)
  }

  function addVersion(secret: ModelSecret, id: string, value: string, requested: readonly string[] | undefined): void {
    const loser = secret.stages.get(CURRENT)
    secret.values.set(id, value)
    for (const stage of requested ?? []) if (stage !== CURRENT) secret.stages.set(stage, id)
    if (requested !== undefined && !requested.includes(CURRENT) && loser !== undefined) return
    if (loser !== undefined && secret.stages.get(PENDING) === loser) secret.stages.delete(PENDING)
    makeCurrent(secret, id)
  }

  return {
    secrets,
    records,
    create(name: string, version: { readonly id: string; readonly value: string } | null): Outcome {
      const old = secrets.get(name)
      if (old !== undefined) {
        if (old.deletionAt !== null) return 'scheduled-for-deletion'
        if (version === null || !old.values.has(version.id)) return 'exists'
        return old.values.get(version.id) === version.value ? 'ok' : 'token-reused'
      }
      const made = { tags: {}, description: '', favourite: false, deletionAt: null }
      const secret: ModelSecret = { values: new Map(), stages: new Map(), ...made }
      secrets.set(name, secret)
      if (version !== null) addVersion(secret, version.id, version.value, undefined)
      return 'ok'
    },
    put: (
      name: string,
      id: string,
      value: string,
      options: { readonly stages?: readonly string[] | undefined; readonly expected?: string | undefined },
    ): Outcome =>
      change(name, (secret) => {
        const held = secret.values.get(id)
        if (held !== undefined) return held === value ? 'ok' : 'token-reused'
        if (options.expected !== undefined && options.expected !== secret.stages.get(CURRENT)) return 'stale'
        addVersion(secret, id, value, options.stages)
        return 'ok'
      }),
    move: (name: string, { stage, moveTo, removeFrom }: Move): Outcome =>
      change(name, (secret) => {
        const holder = secret.stages.get(stage)
        if (moveTo === undefined && removeFrom === undefined) return 'stage-refused'
        if (moveTo !== undefined && !secret.values.has(moveTo)) return 'version-not-found'
        if (moveTo === undefined && stage === CURRENT) return 'stage-refused'
        if (removeFrom === undefined && holder !== undefined && holder !== moveTo) return 'stage-refused'
        if (removeFrom !== undefined && removeFrom !== holder) return 'stage-refused'
        if (moveTo === undefined) secret.stages.delete(stage)
        else if (stage === CURRENT) makeCurrent(secret, moveTo)
        else secret.stages.set(stage, moveTo)
        return 'ok'
      }),
    update: (name: string, body: (secret: ModelSecret) => void): Outcome =>
      change(name, (secret) => {
        body(secret)
        return 'ok'
      }),
    schedule(name: string, days: number, now: number): Outcome {
      const secret = secrets.get(name)
      if (secret === undefined) return 'not-found'
      secret.deletionAt = now + days * dayMs
      return 'ok'
    },
    restore(name: string): Outcome {
      const secret = secrets.get(name)
      if (secret === undefined) return 'not-found'
      if (secret.deletionAt === null) return 'not-scheduled'
      secret.deletionAt = null
      return 'ok'
    },
    purge: (name: string): Outcome => (secrets.delete(name) ? 'ok' : 'not-found'),
    /** What a purge by time removes at this moment. */
    purgeExpired(now: number): readonly string[] {
      const gone = [...secrets].flatMap(([name, { deletionAt }]) =>
        deletionAt !== null && deletionAt <= now ? [name] : [],
      )
      for (const name of gone) secrets.delete(name)
      return gone.sort()
    },
  }
}

export type VaultModel = ReturnType<typeof createModel>
