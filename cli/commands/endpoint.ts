import { fail, succeed } from '../../shared/failure.ts'
import type { EndpointStatus } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import { type Outcome, usage } from '../failure.ts'
import { defineCommand, value } from '../line/command.ts'
import { parseWhole } from '../values/checks.ts'

const details = [
  'The endpoint is a Secrets Manager of your own on this machine: programs that use an AWS SDK read the vault through it, unchanged. It is off until switched on, listens to this machine only, and every program needs a key of its own: `coffer endpoint key add`.',
]

export const endpointOn = defineCommand({
  name: 'endpoint on',
  group: 'endpoint',
  summary: 'Switch the local Secrets Manager on',
  details,
  arguments: {},
  options: { port: value('PORT', 'Listen on this port; otherwise the last one, or any that is free') },
  examples: [{ line: 'coffer endpoint on', about: 'Then add a key for your program' }],
  async run(context, { options }) {
    const port = options.port === undefined ? succeed(undefined) : parseWhole('--port', options.port)
    if (!port.ok) return port
    if (port.value !== undefined && port.value > 65_535) return usage('--port is at most 65535.')
    const answer = await context.core.call('endpoint.turnOn', port.value === undefined ? {} : { port: port.value })
    return answer.ok ? printStatus(context, answer.value) : answer
  },
})

export const endpointOff = defineCommand({
  name: 'endpoint off',
  group: 'endpoint',
  summary: 'Switch the local Secrets Manager off',
  arguments: {},
  options: {},
  examples: [{ line: 'coffer endpoint off', about: 'Keys of programs stay as they are' }],
  async run(context) {
    const answer = await context.core.call('endpoint.turnOff', {})
    return answer.ok ? printStatus(context, answer.value) : answer
  },
})

export const endpointStatus = defineCommand({
  name: 'endpoint status',
  group: 'endpoint',
  summary: 'Say whether the local Secrets Manager is on, and where',
  details,
  arguments: {},
  options: {},
  examples: [{ line: 'coffer endpoint status --json | jq -r .url', about: 'Its address' }],
  async run(context) {
    const answer = await context.core.callAsIs('endpoint.status', {}, { start: false })
    if (answer.ok) return printStatus(context, answer.value)
    const { kind } = answer.failure
    // What does not run, or has no vault open, serves nobody.
    const isOff = kind === 'not-running' || kind === 'locked' || kind === 'no-vault'
    return isOff ? printStatus(context, { on: false, port: 0 }) : fail(answer.failure)
  },
})

async function printStatus({ out }: Context, status: EndpointStatus): Promise<Outcome> {
  if (out.json) await out.printJson(status.on ? status : { on: false })
  else await out.data(status.on ? `on, ${status.url}\n` : 'off\n')
  return succeed(0)
}
