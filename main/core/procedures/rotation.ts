/** Rotation rules, reminders and rotations: each call is one of the open vault's rotation service. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { RotationService } from '../rotation/service.ts'
import { writeFileAside } from '../write-file.ts'
import type { CallContext, Procedures } from './context.ts'

type RotationCall = Extract<keyof Procedures, `rotation.${string}`>

export const rotationProcedures: Pick<Procedures, RotationCall> = {
  'rotation.show': ({ name }, context) => withRotation(context, (rotation) => rotation.show(name)),
  'rotation.set': ({ name, ...rule }, context) =>
    withRotation(context, (rotation) => rotation.set(context.actor, name, rule)),
  'rotation.off': ({ name }, context) => withRotation(context, (rotation) => rotation.off(context.actor, name)),
  'rotation.setMany': (input, context) =>
    withRotationAsync(context, (rotation) => rotation.setMany(context.actor, input)),
  'rotation.templates': (_, context) => withRotation(context, (rotation) => succeed(rotation.templates())),
  'rotation.preview': ({ rule, name, count }, context) =>
    withRotation(context, (rotation) => rotation.preview(rule, name, count)),
  'rotation.due': ({ withinDays, snoozed }, context) =>
    withRotation(context, (rotation) => succeed(rotation.due(withinDays, snoozed))),
  'rotation.snooze': ({ name, until }, context) =>
    withRotation(context, (rotation) => rotation.snooze(context.actor, name, until)),
  'rotation.run': ({ name, rotator }, context) =>
    withRotationAsync(context, (rotation) => rotation.run(context.actor, name, rotator)),
  'rotation.confirm': ({ name }, context) =>
    withRotationAsync(context, (rotation) => rotation.confirm(context.actor, name)),
  'rotation.resume': ({ name }, context) =>
    withRotationAsync(context, (rotation) => rotation.resume(context.actor, name)),
  'rotation.cancel': ({ name }, context) =>
    withRotationAsync(context, (rotation) => rotation.cancel(context.actor, name)),
  'rotation.runs': (_, context) => withRotation(context, (rotation) => succeed(rotation.runs())),
  'rotation.history': ({ name, limit }, context) => withRotation(context, (rotation) => rotation.history(name, limit)),
  'rotation.calendar': ({ days }, context) => withRotation(context, (rotation) => succeed(rotation.calendar(days))),
  'rotation.ics': ({ days }, context) =>
    withRotationAsync(context, async (rotation) => succeed({ text: await rotation.ics(days) })),
  'rotation.saveIcs': ({ days }, context) => withRotationAsync(context, (rotation) => saveIcs(rotation, days, context)),
}

async function saveIcs(
  rotation: RotationService,
  days: number,
  { host }: CallContext,
): Promise<Result<{ readonly path: string | null }>> {
  const chosen = await host.chooseFile({
    purpose: 'save',
    title: 'Save rotations as a calendar',
    suggestedName: 'rotations.ics',
    extensions: ['ics'],
  })
  if (!chosen.ok || chosen.value === null) return chosen.ok ? succeed({ path: null }) : chosen
  const written = writeFileAside(chosen.value, new TextEncoder().encode(await rotation.ics(days)))
  return written.ok ? succeed({ path: chosen.value }) : written
}

function withRotation<T>({ rotation }: CallContext, body: (rotation: RotationService) => Result<T>): Result<T> {
  const service = rotation()
  return service.ok ? body(service.value) : fail(service.failure)
}

async function withRotationAsync<T>(
  { rotation }: CallContext,
  body: (rotation: RotationService) => Promise<Result<T>>,
): Promise<Result<T>> {
  const service = rotation()
  return service.ok ? await body(service.value) : fail(service.failure)
}
