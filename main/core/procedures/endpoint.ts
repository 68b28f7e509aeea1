/** Calls about the local Secrets Manager: on and off, keys of programs, answers to their questions. */
import { fail, succeed } from '../../../shared/failure.ts'
import { LOCAL_REGION } from '../../../shared/local-aws.ts'
import type { NewProgramKey, ProgramKeySummary } from '../../../shared/model.ts'
import type { ProgramKey } from '../endpoint/program-keys.ts'
import type { CallContext, Procedures } from './context.ts'

export const endpointProcedures = {
  'endpoint.status': (_input, { endpoint }) => succeed(endpoint().status()),
  'endpoint.turnOn': ({ port }, { endpoint }) => endpoint().turnOn(port === 0 ? undefined : port),
  'endpoint.turnOff': (_input, { endpoint }) => endpoint().turnOff(),
  'endpoint.keys': (_input, { endpoint }) => {
    const keys = endpoint().keys()
    return keys.ok ? succeed(keys.value.map(summarise)) : keys
  },
  'endpoint.addKey': ({ program, grants, confirm, temporary }, { endpoint, actor }) => {
    const added = endpoint().addKey({ program, grants, confirm, isTemporary: temporary }, actor)
    return added.ok ? succeed(withSecrets(added.value, endpoint)) : added
  },
  'endpoint.removeKey': ({ program }, { endpoint, actor }) => endpoint().removeKey(program, actor),
  'approvals.list': (_input, { approvals }) => succeed(approvals.waiting()),
  'approvals.answer': ({ id, answer }, { approvals }) =>
    approvals.answer(id, answer)
      ? succeed(null)
      : fail({ kind: 'not-found', message: 'The program no longer waits for an answer.' }),
} satisfies Partial<Procedures>

const summarise = ({ program, accessKeyId, grants, confirm, createdAt }: ProgramKey): ProgramKeySummary => ({
  program,
  accessKeyId,
  grants,
  confirm,
  createdAt,
})

function withSecrets(key: ProgramKey, endpoint: CallContext['endpoint']): NewProgramKey {
  const status = endpoint().status()
  const { secretAccessKey, agentToken } = key
  return { ...summarise(key), secretAccessKey, agentToken, url: status.on ? status.url : null, region: LOCAL_REGION }
}
