import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../../../cli/commands/index.ts'
import { exitCodes } from '../../../cli/failure.ts'
import { exitCodeLines } from '../../../cli/line/exit-code-lines.ts'
import { commandHelp, fold, overallHelp } from '../../../cli/line/help.ts'
import { manualPage } from '../../../cli/line/man.ts'
import { createStyle } from '../../../cli/terminal/style.ts'
import { requires } from '../../support/provisions.ts'

const plain = createStyle(false)

describe('the help', () => {
  test('of all lists every command once', () => {
    const help = overallHelp(commands, plain)
    const flat = help.replace(/\s+/g, ' ')
    for (const { name, summary } of commands) expect(flat.split(` ${name} ${summary} `)).toHaveLength(2)
  })

  test('of each command shows its arguments, its options and its examples', () => {
    for (const command of commands) {
      const help = commandHelp(command, plain)
      for (const name of Object.keys(command.options)) expect(help).toContain(`--${name}`)
      for (const { value } of Object.values(command.arguments)) expect(help).toContain(value)
      for (const { line } of command.examples) expect(help).toContain(`  ${line}\n`)
    }
  })

  test('fits a terminal of 80 columns, but for examples', () => {
    for (const command of commands) {
      const examples = new Set(command.examples.map(({ line }) => `  ${line}`))
      const lines = commandHelp(command, plain).split('\n')
      for (const line of lines) if (!examples.has(line)) expect(line.length, line).toBeLessThanOrEqual(80)
    }
    for (const line of overallHelp(commands, plain).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  test('breaks paragraphs between words only', () => {
    expect(fold('aaa bb cccc d', 6)).toBe('aaa bb\ncccc d')
    expect(fold('aaaaaaaaaa b', 4)).toBe('aaaaaaaaaa\nb')
  })
})

test('docs/cli.md has the same table of exit codes', () => {
  const docs = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'cli.md'), 'utf8')
  const rows = [...docs.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, about]) => [Number(code), about])
  expect(rows).toEqual(exitCodeLines)
})

describe('the manual page', () => {
  const page = manualPage(commands, '1.2.3', '2026-11-24')

  test('has a section for every command, and every exit code', () => {
    expect(page.match(/^\.SS /gm)).toHaveLength(commands.length)
    expect(exitCodeLines.map(([code]) => code)).toEqual(Object.values(exitCodes))
  })

  test('takes no word for a request and keeps dashes as dashes', () => {
    expect(page).not.toMatch(/[^\\]-/)
    for (const line of page.split('\n').filter((line) => /^[.']/.test(line)))
      expect(line).toMatch(/^\.(TH|SH|SS|TP|B|I|PP|RS|RE|nf|fi)( |$)/)
  })

  requires('groff').test('is understood by groff without a warning', () => {
    const ran = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: page, encoding: 'utf8' })
    expect(ran.stderr).toBe('')
    expect(ran.status).toBe(0)
  })
})
