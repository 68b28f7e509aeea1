import { succeed } from '../../shared/failure.ts'
import { usage } from '../failure.ts'
import { type Command, defineCommand, flag } from '../line/command.ts'
import { commandHelp, overallHelp } from '../line/help.ts'
import { manualPage } from '../line/man.ts'
import { findCommand } from '../line/parse.ts'
import { version } from '../version.ts'

/** Takes the list late: help is one of the commands it explains. */
export const createHelp = (all: () => readonly Command[]): Command =>
  defineCommand({
    name: 'help',
    group: 'shell',
    summary: 'Explain a command, or list all',
    arguments: { words: { presence: 'any', value: 'COMMAND', about: 'The command', completes: 'command' } },
    options: { man: flag('Print the manual page, for man(1)') },
    examples: [
      { line: 'coffer help put', about: 'The same as `coffer put --help`' },
      { line: 'coffer help --man > ~/.local/share/man/man1/coffer.1', about: 'Install the manual page' },
    ],
    async run({ out }, { args: { words }, options }) {
      if (options.man) {
        await out.data(manualPage(all(), version, new Date().toISOString().slice(0, 10)))
        return succeed(0)
      }
      const command = findCommand(words, all())
      if (command === null && words.length > 0)
        return usage(`There is no command ${words.join(' ')}.`, 'See `coffer help`.')
      await out.data(command === null ? overallHelp(all(), out.style) : commandHelp(command, out.style))
      return succeed(0)
    },
  })
