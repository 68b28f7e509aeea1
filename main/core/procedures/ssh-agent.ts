/** Calls about the SSH agent. */
import { type Result, succeed } from '../../../shared/failure.ts'
import type { SettingsChange } from '../settings.ts'
import type { CallContext, Procedures } from './context.ts'

export const sshAgentProcedures = {
  'sshAgent.status': (_input, { sshAgent }) => succeed(sshAgent().status()),
  'sshAgent.turnOn': async ({ ask, names }, context) => {
    const changed = change(context, {
      ...(ask === undefined ? {} : { sshAgentAsk: ask }),
      ...(names === undefined ? {} : { sshAgentNames: names }),
    })
    return changed.ok ? context.sshAgent().turnOn() : changed
  },
  'sshAgent.turnOff': (_input, { sshAgent }) => sshAgent().turnOff(),
} satisfies Partial<Procedures>

const change = ({ changeSettings, actor }: CallContext, wanted: SettingsChange): Result<unknown> =>
  Object.keys(wanted).length === 0 ? succeed(null) : changeSettings(wanted, actor)
