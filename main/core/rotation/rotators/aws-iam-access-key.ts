/**
 * A second access key of the same IAM user, then the first one switched off, and deleted after a time. A user has two
 * keys at most, so the second place has to be free.
 */
import { fail, type Result, succeed } from '../../../../shared/failure.ts'
import type { ConnectIam, Iam } from '../iam.ts'
import type { NewValue, Rotator, RotatorContext } from '../rotator.ts'
import { isGone, newKeyNote, noteText, noteTime, refuseThird, removeLostKeys, userOfArn } from './aws-iam-keys.ts'
import { type AwsKeyValue, readAwsKeyValue, writeAwsKeyValue } from './aws-key-value.ts'
import { encodeText } from './value-text.ts'

type Context = RotatorContext<'aws-iam-access-key'>
type Work<T> = (iam: Iam) => Promise<Result<T>>

const dayMs = 86_400_000

export function createAwsIamRotator(connectIam: ConnectIam): Rotator<'aws-iam-access-key'> {
  /** With the key itself, or with the administrator's where one is named. */
  const asAdministrator = async <T>(context: Context, own: Result<AwsKeyValue>, work: Work<T>): Promise<Result<T>> => {
    const { adminSecret } = context.config
    if (adminSecret === null) return own.ok ? as(context, own.value, context.name, work) : own
    const lent = context.readSecret(adminSecret)
    const keys = lent.ok ? readAwsKeyValue(lent.value) : lent
    return keys.ok ? as(context, keys.value, adminSecret, work) : keys
  }

  const as = async <T>({ config }: Context, keys: AwsKeyValue, secret: string, work: Work<T>): Promise<Result<T>> => {
    const place = { region: keys.region, endpointUrl: config.endpointUrl }
    const iam = await connectIam(keys, place, `secret "${secret}"`)
    try {
      return await work(iam)
    } finally {
      iam.close()
    }
  }

  /** The user whose key this is: STS needs no permission, and answers only to a key that works. */
  const userOf = (context: Context, keys: AwsKeyValue): Promise<Result<string>> =>
    as(context, keys, context.name, async (iam) => {
      const identity = await iam.identify(context.signal)
      return identity.ok ? userOfArn(identity.value.arn) : identity
    })

  /** The newest value of the secret, whatever was rotated since. */
  const ownNow = (context: Context): Result<AwsKeyValue> => {
    const lent = context.readSecret(context.name)
    return lent.ok ? readAwsKeyValue(lent.value) : lent
  }

  return {
    kind: 'aws-iam-access-key',
    create: async (context) => {
      const own = readAwsKeyValue(context.current)
      if (!own.ok) return own
      const user = await userOf(context, own.value)
      if (!user.ok) return user
      return asAdministrator(context, own, (iam) => makeKey(iam, context, own.value, user.value))
    },
    // A new key is active from the start.
    set: async () => succeed(null),
    test: async (context) => {
      const keys = readAwsKeyValue(context.pending)
      if (!keys.ok) return keys
      return untilKnown(context, () => as(context, keys.value, context.name, (iam) => checkUser(iam, context)))
    },
    finish: (context) =>
      untilKnown(context, () =>
        asAdministrator(context, readAwsKeyValue(context.pending), (iam) => switchOff(iam, context)),
      ),
    later: (context) => asAdministrator(context, ownNow(context), (iam) => deleteOld(iam, context)),
    cancel: (context) => {
      const user = noteText(context, 'userName')
      if (user === null) return Promise.resolve(succeed(null))
      return asAdministrator(context, readAwsKeyValue(context.current), (iam) => removeLostKeys(iam, context, user))
    },
  }
}

async function makeKey(iam: Iam, context: Context, own: AwsKeyValue, user: string): Promise<Result<NewValue>> {
  const { notes, signal } = context
  const removed = await removeLostKeys(iam, context, user)
  if (!removed.ok) return removed
  const keys = await iam.listKeys(user, signal)
  if (!keys.ok) return keys
  const others = keys.value.filter((key) => key.accessKeyId !== own.accessKeyId)
  if (others.length > 0) return refuseThird(iam, { user, own: own.accessKeyId, others, signal })
  const asked = [
    notes.put('userName', user),
    notes.put('oldKey', own.accessKeyId),
    notes.put('keysBefore', keys.value.map((key) => key.accessKeyId).join(' ')),
    notes.put('askedAt', context.now()),
  ].find((put) => !put.ok)
  if (asked?.ok === false) return asked
  const made = await iam.createKey(user, signal)
  if (!made.ok) return made
  const noted = notes.put(newKeyNote, made.value.accessKeyId)
  return noted.ok ? succeed({ form: 'text', bytes: encodeText(writeAwsKeyValue(own, made.value)) }) : noted
}

async function checkUser(iam: Iam, context: Context): Promise<Result<null>> {
  const identity = await iam.identify(context.signal)
  if (!identity.ok) return identity
  const user = userOfArn(identity.value.arn)
  if (!user.ok) return user
  const expected = noteText(context, 'userName')
  if (expected === null || expected === user.value) return succeed(null)
  return fail({ kind: 'refused', message: `The new key is one of ${user.value}, not of ${expected}.` })
}

/** The key that AWSCURRENT was moved away from: another one than at the start where somebody put it meanwhile. */
async function switchOff(iam: Iam, context: Context): Promise<Result<{ readonly laterAt: number } | null>> {
  const [left, fresh] = [readAwsKeyValue(context.current), readAwsKeyValue(context.pending)]
  const user = noteText(context, 'userName')
  const oldKey = left.ok ? left.value.accessKeyId : noteText(context, 'oldKey')
  if (user === null || oldKey === null || (fresh.ok && fresh.value.accessKeyId === oldKey)) return succeed(null)
  const kept = context.notes.put('oldKey', oldKey)
  if (!kept.ok) return kept
  const done = await iam.setKeyActive(user, oldKey, false, context.signal)
  if (!done.ok) return isGone(done.failure) ? succeed(null) : done
  const off = noteTime(context, 'switchedOffAt') ?? context.now()
  const noted = context.notes.put('switchedOffAt', off)
  return noted.ok ? succeed({ laterAt: off + context.config.deleteAfterDays * dayMs }) : noted
}

/** A key that somebody switched on again is in use, whatever was planned. */
async function deleteOld(iam: Iam, context: Context): Promise<Result<null>> {
  const [user, oldKey] = [noteText(context, 'userName'), noteText(context, 'oldKey')]
  if (user === null || oldKey === null) return succeed(null)
  const keys = await iam.listKeys(user, context.signal)
  if (!keys.ok) return keys
  const old = keys.value.find((key) => key.accessKeyId === oldKey)
  if (old === undefined) return succeed(null)
  if (old.active) {
    const message = `${oldKey} of ${user} was switched on again after the rotation, so it was not deleted. Delete it in IAM when nothing uses it.`
    return fail({ kind: 'refused', message })
  }
  const deleted = await iam.deleteKey(user, oldKey, context.signal)
  return deleted.ok || !isGone(deleted.failure) ? deleted : succeed(null)
}

/** IAM tells other places of a new key within seconds, seldom more. */
const knownWithinMs = 60_000
const firstPauseMs = 500
const unknownKey = /^(InvalidClientTokenId|UnrecognizedClientException)$/

/** Repeats while the new key is not known everywhere yet; after that the refusal stands. */
async function untilKnown<T>({ signal }: Context, attempt: () => Promise<Result<T>>): Promise<Result<T>> {
  let waitedMs = 0
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, 8_000)) {
    const answer = await attempt()
    const isUnknown = !answer.ok && answer.failure.kind === 'aws' && unknownKey.test(answer.failure.code)
    if (!isUnknown || waitedMs >= knownWithinMs) return answer
    if (!(await sleep(pauseMs, signal))) return fail({ kind: 'refused', message: 'Cancelled.' })
    waitedMs += pauseMs
  }
}

/** False: cancelled meanwhile. */
function sleep(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false)
    const end = (value: boolean) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      resolve(value)
    }
    const cancel = () => end(false)
    const timer = setTimeout(() => end(true), ms)
    signal.addEventListener('abort', cancel)
  })
}
