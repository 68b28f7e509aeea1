import { succeed } from '../../shared/failure.ts'
import { usage } from '../failure.ts'
import { defineCommand, one } from '../line/command.ts'
import { shellScripts, shells } from '../line/shell-scripts.ts'

export const completion = defineCommand({
  name: 'completion',
  group: 'shell',
  summary: 'Print what a shell needs to complete commands, options and names',
  details: [
    'Names of secrets are completed only while the vault is unlocked: completing starts nothing and asks for nothing.',
  ],
  arguments: { shell: one('SHELL', 'bash, zsh or fish', shells) },
  options: {},
  examples: [
    { line: "echo 'source <(coffer completion bash)' >> ~/.bashrc", about: 'For bash' },
    { line: 'coffer completion zsh > ~/.zfunc/_coffer', about: 'For zsh, with ~/.zfunc in fpath' },
    { line: 'coffer completion fish > ~/.config/fish/completions/coffer.fish', about: 'For fish' },
  ],
  async run({ out }, { args }) {
    const shell = shells.find((one) => one === args.shell)
    if (shell === undefined) return usage(`There is no completion for ${args.shell}.`, 'Say bash, zsh or fish.')
    await out.data(shellScripts[shell])
    return succeed(0)
  },
})
