/** A service in memory that takes passwords, and its rotator: for tests of the engine, at whose every step it can fail. */
import type { Rotator, RotatorContext, Rotators } from '../../../main/core/rotation/rotator.ts'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { bytes, text } from '../vault.ts'

export type MemoryStep = 'create' | 'set' | 'test' | 'finish' | 'later' | 'cancel'

export interface MemoryService {
  /** What logs in now. */
  readonly accepts: Set<string>
  readonly calls: MemoryStep[]
  /** Called before and after the work of a step; a failure it answers is the step's. */
  disturb: (step: MemoryStep, moment: 'before' | 'after') => Failure | null
  /** `set` asks the user instead of doing it. */
  asks: boolean
  /** `finish` leaves the old value to be retired then. */
  laterAt: number | null
  readonly rotators: Rotators
}

type Context = RotatorContext<'generate'>

export function createMemoryService(first: string): MemoryService {
  const service: Omit<MemoryService, 'rotators'> = {
    accepts: new Set([first]),
    calls: [],
    disturb: () => null,
    asks: false,
    laterAt: null,
  }
  let made = 0
  const step =
    <T>(name: MemoryStep, work: (context: Context) => Result<T>) =>
    async (context: Context): Promise<Result<T>> => {
      service.calls.push(name)
      const before = service.disturb(name, 'before')
      if (before !== null) return fail(before)
      const done = work(context)
      const after = service.disturb(name, 'after')
      return after === null ? done : fail(after)
    }
  const secretOf = (lent: { readonly bytes: Uint8Array } | null): string => (lent === null ? '' : text(lent.bytes))
  const rotator: Rotator<'generate'> = {
    kind: 'generate',
    create: step('create', () => {
      made += 1
      return succeed({ form: 'text', bytes: bytes(`new-${made}`) })
    }),
    set: step('set', ({ pending, notes }) => {
      notes.put('told', service.calls.length)
      if (service.asks) return succeed({ waitsForUser: { message: 'Set it yourself.', show: 'public' } })
      service.accepts.add(secretOf(pending))
      return succeed(null)
    }),
    test: step('test', ({ pending }) =>
      service.accepts.has(secretOf(pending))
        ? succeed(null)
        : fail({ kind: 'refused', message: 'The new value is not taken. Set it again and resume.' }),
    ),
    finish: step('finish', ({ current }) => {
      if (service.laterAt === null) service.accepts.delete(secretOf(current))
      return succeed(service.laterAt === null ? null : { laterAt: service.laterAt })
    }),
    later: step('later', ({ current }) => {
      service.accepts.delete(secretOf(current))
      return succeed(null)
    }),
    cancel: step('cancel', ({ pending }) => {
      service.accepts.delete(secretOf(pending))
      return succeed(null)
    }),
  }
  return Object.assign(service, { rotators: rotatorsWith(rotator) })
}

/** Every kind is that one: the engine does not look into a rotator. */
const rotatorsWith = (rotator: Rotator<'generate'>): Rotators =>
  new Proxy({} as Rotators, { get: (_, kind) => ({ ...rotator, kind }) })
