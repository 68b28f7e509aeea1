/** Every request the test server saw, for counting calls. Names of secrets are kept, values never. */

export type LoggedRequest = {
  /** Epoch ms. */
  readonly at: number
  readonly operation: string
  readonly accountId: string
  readonly region: string
  /** SecretId, Name or the ids of a batch, as given. */
  readonly secrets: readonly string[]
  /** Of the answer; 0: the connection was dropped. */
  readonly status: number
  /** AWS's code, when the answer was an error. */
  readonly error: string | undefined
  /** Versions the answer carried a value of. */
  readonly valuesRead: number
}

export type RequestLog = {
  readonly entries: () => readonly LoggedRequest[]
  /** How many requests fit; without arguments all of them. */
  readonly count: (operation?: string, where?: Partial<Pick<LoggedRequest, 'region' | 'accountId'>>) => number
  /** Calls per operation, for one look at what happened. */
  readonly counts: () => Readonly<Record<string, number>>
  readonly clear: () => void
}

export function createRequestLog(): RequestLog & { readonly add: (entry: LoggedRequest) => void } {
  let entries: LoggedRequest[] = []
  const fitting = (operation: string | undefined, where: Partial<LoggedRequest>): readonly LoggedRequest[] =>
    entries.filter(
      (entry) =>
        (operation ?? entry.operation) === entry.operation &&
        (where.region ?? entry.region) === entry.region &&
        (where.accountId ?? entry.accountId) === entry.accountId,
    )
  return {
    add: (entry) => {
      entries.push(entry)
    },
    entries: () => entries,
    count: (operation, where = {}) => fitting(operation, where).length,
    counts: () => {
      const byOperation = new Map<string, number>()
      for (const { operation } of entries) byOperation.set(operation, (byOperation.get(operation) ?? 0) + 1)
      return Object.fromEntries(byOperation)
    },
    clear: () => {
      entries = []
    },
  }
}

export function secretsNamed(input: unknown): readonly string[] {
  if (typeof input !== 'object' || input === null) return []
  const { SecretId, Name, SecretIdList } = input as Readonly<Record<string, unknown>>
  const named: readonly unknown[] = [SecretId, Name, ...(Array.isArray(SecretIdList) ? SecretIdList : [])]
  return named.filter((each) => typeof each === 'string')
}
