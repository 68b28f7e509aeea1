import { succeed } from '../../shared/failure.ts'
import { usage } from '../failure.ts'
import { type Command, defineCommand } from '../line/command.ts'
import { commandHelp, overallHelp } from '../line/help.ts'
import { findCommand } from '../line/parse.ts'

/** Takes the list late: help is one of the commands it explains. */
export const createHelp = (all: () => readonly Command[]): Command =>
  defineCommand({
    name: 'help',
    group: 'shell',
    summary: 'Explain a command, or list all',
    arguments: { words: { presence: 'any', value: 'COMMAND', about: 'The command', completes: 'command' } },
    options: {},
    examples: [{ line: 'coffer help put', about: 'The same as `coffer put --help`' }],
    async run({ out }, { args: { words } }) {
      const command = findCommand(words, all())
      if (command === null && words.length > 0)
        return usage(`There is no command ${words.join(' ')}.`, 'See `coffer help`.')
      await out.data(command === null ? overallHelp(all(), out.style) : commandHelp(command, out.style))
      return succeed(0)
    },
  })
