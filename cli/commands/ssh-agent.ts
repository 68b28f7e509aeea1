import type { SshAgentStatus } from '../../shared/contract-ssh-agent.ts'
import { fail, succeed } from '../../shared/failure.ts'
import { agentVariable } from '../../shared/ssh-agent-lines.ts'
import type { Context } from '../context.ts'
import { type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, list } from '../line/command.ts'
import { layTable } from '../terminal/style.ts'

const details = [
  'With the agent on, `ssh`, `scp`, `git` and `ssh-keygen -Y sign` use the SSH keys of the vault, which never leave it. Its socket is open to this user alone. While the vault is locked the agent offers no key. Keys with a passphrase are not offered.',
]

export const sshAgentOn = defineCommand({
  name: 'ssh-agent on',
  group: 'ssh',
  summary: 'Switch the SSH agent on, and print what a shell needs to use it',
  details: [
    ...details,
    'Coffer asks in its window before a key is used; with no window there is nobody to ask, and the key is not used. `--no-ask` ends that, `--ask` brings it back. `--names` says which keys are offered: a pattern in quotes, in which `*` stops at a slash and `**` does not, or one to leave out after a `!`. Both are remembered.',
  ],
  arguments: {},
  options: {
    names: list('GLOB', "Offer these keys only; '!GLOB' leaves out"),
    ask: flag('Ask in the window before a key is used'),
    'no-ask': flag('Use keys without asking'),
  },
  examples: [
    { line: 'eval "$(coffer ssh-agent on)"', about: 'In this shell' },
    { line: "coffer ssh-agent on --names '!ssh/old/*'", about: 'Offer all keys but these' },
  ],
  async run({ core, out }, { options }) {
    if (options.ask && options['no-ask']) return usage('--ask and --no-ask go one at a time.')
    const { names } = options
    if (names.includes('') || names.includes('!')) return usage('--names needs a pattern.')
    const answer = await core.call('sshAgent.turnOn', {
      ...(options.ask || options['no-ask'] ? { ask: options.ask } : {}),
      ...(names.length > 0 ? { names: [...names] } : {}),
    })
    if (!answer.ok) return answer
    if (out.json) await out.printJson(answer.value)
    else await out.data(`${agentVariable(answer.value.socketPath)}\n`)
    out.note(`The SSH agent is on. ${keysInWords(answer.value)}`)
    return succeed(0)
  },
})

export const sshAgentOff = defineCommand({
  name: 'ssh-agent off',
  group: 'ssh',
  summary: 'Switch the SSH agent off',
  arguments: {},
  options: {},
  examples: [{ line: 'coffer ssh-agent off', about: 'Its socket is gone' }],
  async run({ core, out }) {
    const answer = await core.callAsIs('sshAgent.turnOff', {})
    if (!answer.ok) return answer
    if (out.json) await out.printJson(answer.value)
    out.note('The SSH agent is off.')
    return succeed(0)
  },
})

export const sshAgentStatus = defineCommand({
  name: 'ssh-agent status',
  group: 'ssh',
  summary: 'Say whether the SSH agent is on, and which keys it offers',
  details: [...details, 'A key that is not offered is listed with the reason.'],
  arguments: {},
  options: {},
  examples: [{ line: 'coffer ssh-agent status', about: 'In the order in which ssh tries them' }],
  async run(context) {
    const answer = await context.core.callAsIs('sshAgent.status', {}, { start: false })
    if (answer.ok) return printStatus(context, answer.value)
    if (answer.failure.kind !== 'not-running') return fail(answer.failure)
    // What does not run serves nobody.
    if (context.out.json) await context.out.printJson({ on: false })
    else await context.out.data('off\n')
    return succeed(0)
  },
})

async function printStatus({ out }: Context, status: SshAgentStatus): Promise<Outcome> {
  const columns = [{ title: 'KEY', style: out.style.bold }, { title: 'FINGERPRINT' }, { title: 'OFFERED' }]
  const rows = (status.offer?.keys ?? []).map(({ name, fingerprint, reason }) => [
    name,
    fingerprint ?? '',
    reason === null ? 'yes' : `no: ${reason}`,
  ])
  if (out.json) await out.printJson(status)
  else await out.data(status.on ? `on, ${status.socketPath}\n` : 'off\n')
  if (!out.json && rows.length > 0) await out.data(layTable(columns, rows, out.style))
  out.note(keysInWords(status))
  return succeed(0)
}

function keysInWords({ offer }: SshAgentStatus): string {
  if (offer === null) return 'The vault is locked, so no key is offered.'
  const count = offer.keys.filter(({ reason }) => reason === null).length
  const keys = count === 1 ? 'One key is offered' : `${count === 0 ? 'No' : count} keys are offered`
  return `${keys}. ${offer.ask ? 'Coffer asks in its window before one is used.' : 'They are used without asking.'}`
}
