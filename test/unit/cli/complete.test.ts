import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { commands } from '../../../cli/commands/index.ts'
import { complete, nextSegments } from '../../../cli/line/complete.ts'
import { shellScripts } from '../../../cli/line/shell-scripts.ts'

const of = (...words: string[]) => complete(words, commands)
const words = (...line: string[]) => of(...line).candidates.map(({ word }) => word)

describe('the end of a line', () => {
  test('is a command at first, also after options of every command', () => {
    expect(words('')).toEqual(expect.arrayContaining(['get', 'put', 'endpoint', 'restore-backup']))
    expect(words('--json', '')).toContain('get')
    expect(words('--home', '/x', '')).toContain('get')
    expect(words('--home=/x', '')).toContain('get')
  })

  test('is the next word of a command with several', () => {
    expect(words('endpoint', '')).toEqual(['on', 'off', 'status', 'key'])
    expect(words('endpoint', 'key', '')).toEqual(['add', 'ls', 'rm'])
  })

  test('is an option, the same one not twice unless it may be', () => {
    expect(words('get', 'a', '-')).toEqual(expect.arrayContaining(['--stage', '--field', '--json']))
    expect(words('get', 'a', '--stage', 'x', '-')).not.toContain('--stage')
    expect(words('put', 'a', '--tag', 'x=y', '-')).toContain('--tag')
  })

  test.each([
    [['get', ''], 'secret'],
    [['get', '--json', 'prod/'], 'secret'],
    [['tag', 'a', ''], null],
    [['get', 'a', 'b', ''], null],
    [['get', 'a', '-o', ''], 'file'],
    [['get', 'a', '--output=', ''], null],
    [['put', 'a', '--kind', ''], 'kind'],
    [['put', 'a', '--kind=ss'], 'kind'],
    [['label', 'a', ''], 'stage'],
    [['--home', ''], 'file'],
    [['run', '--secret', ''], 'secret'],
    [['run', '--secret', 'a', '--', ''], 'program'],
    [['run', '--', 'npm', ''], 'program'],
    [['get', '--', ''], null],
    [['help', ''], 'command'],
    [['nonsense', ''], null],
  ])('after %j is %s', (line, wants) => {
    expect(of(...line).wants).toBe(wants)
  })

  test('knows which secret the labels are of, and what of --stage= is certain', () => {
    expect(of('label', 'prod/db', '')).toMatchObject({ wants: 'stage', secret: 'prod/db' })
    expect(of('get', 'prod/db', '--stage=AWS')).toMatchObject({ wants: 'stage', secret: 'prod/db', prefix: '--stage=' })
  })

  test('is one of the shells', () => {
    expect(words('completion', '')).toEqual(['bash', 'zsh', 'fish'])
  })
})

test('names are completed a folder at a time', () => {
  const names = ['prod/a/db', 'prod/a/key', 'prod/b/db', 'staging/db', 'token']
  const next = (begun: string) => nextSegments(names, begun).map(({ word }) => word)
  expect(next('')).toEqual(['prod/', 'staging/db', 'token'])
  expect(next('prod/')).toEqual(['prod/a/', 'prod/b/db'])
  expect(next('prod/a/')).toEqual(['prod/a/db', 'prod/a/key'])
  expect(next('x')).toEqual([])
})

test('bash takes the script and completes with what it is answered', () => {
  const script = `
    coffer() { [[ $1 == __complete ]] && printf 'asked:%s\\n' "$*" >&2; printf '%s\\n' "$said"; }
    ${shellScripts.bash}
    try() { said=$2 COMP_LINE=$1 COMP_POINT=\${#1}; IFS=' =' read -ra COMP_WORDS <<< "$1"
      [[ $1 == *[=\\ ] ]] && COMP_WORDS+=(''); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _coffer 2>/dev/null; echo "\${COMPREPLY[*]}"; }
    try 'coffer ge' $'get\\tPrint a value\\ngen\\tMake one'
    try 'coffer get prod/' $'prod/a/\\nprod/b'
    try 'coffer get x --stage=AWS' $'--stage=AWSCURRENT\\n--stage=AWSPREVIOUS'
    try 'coffer get nothing' ''`
  const ran = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  expect(ran.stdout).toBe('get gen\nprod/a/ prod/b\nAWSCURRENT AWSPREVIOUS\n\n')
})
