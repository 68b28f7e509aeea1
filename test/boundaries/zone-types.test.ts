import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../support/repository.ts'

/** Type-checks a snippet with the settings of a zone, as if it stood in that folder. Empty when nothing is wrong. */
function errorsIn(zone: string, snippet: string): string {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, '.cache', 'zone-'))
  try {
    const config = { extends: join(root, zone, 'tsconfig.json'), include: ['snippet.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    writeFileSync(join(folder, 'snippet.ts'), snippet)
    const args = [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]
    return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const node = 'export const a = process.env.HOME\n'
const dom = 'export const a = document.title\n'

describe('what a zone can name', () => {
  test.each([
    ['shared/', 'knows no Node', 'shared', node, "'process'"],
    ['shared/', 'knows no page', 'shared', dom, "'document'"],
    ['renderer/', 'knows no Node', 'renderer', node, "'process'"],
    ['main/', 'knows no page', 'main', dom, "'document'"],
    ['cli/', 'knows no page', 'cli', dom, "'document'"],
  ])('%s %s', (_, __, zone, snippet, name) => {
    expect(errorsIn(zone, snippet)).toContain(`Cannot find name ${name}`)
  })

  test.each([
    ['renderer/', 'knows the page', 'renderer', dom],
    ['main/', 'knows Node', 'main', node],
    ['cli/', 'knows Node', 'cli', node],
  ])('%s %s', (_, __, zone, snippet) => {
    expect(errorsIn(zone, snippet)).toBe('')
  })
})

describe('the strictness of every zone', () => {
  const refused = {
    'an index may be missing': 'export const a = (b: readonly string[]): string => b[0]\n',
    'undefined is not absent': 'export const a: { readonly b?: string } = { b: undefined }\n',
    'an enum has a run time': 'export enum A {\n  B,\n}\n',
    'a type import says so': "import { Result } from '../../shared/failure.ts'\nexport type A = Result<string>\n",
  }
  test.each(Object.entries(refused))('%s', (_, snippet) => {
    expect(errorsIn('main', snippet)).toMatch(/error TS\d+/)
  })
})
