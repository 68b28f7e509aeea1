/** `coffer __complete WORD…`: what the shells ask. Not a command for people, so it is in no list. */
import { CURRENT, KINDS, PENDING, PREVIOUS } from '../../shared/limits.ts'
import type { Context } from '../context.ts'
import type { Command } from '../line/command.ts'
import { asCandidates, type Candidate, type Completion, complete, nextSegments } from '../line/complete.ts'

export const completeWord = '__complete'

export async function answerShell(
  context: Context,
  words: readonly string[],
  commands: readonly Command[],
): Promise<number> {
  const completion = complete(words, commands)
  const { wants, prefix } = completion
  if (wants === 'file' || wants === 'program') await context.out.data(`:${wants}\n`)
  else {
    const begun = (words.at(-1) ?? '').slice(prefix.length)
    const found = [...completion.candidates, ...(await lookUp(context, completion, begun, commands))]
    const fitting = found.filter(({ word }) => word.startsWith(begun))
    await context.out.data(
      fitting.map(({ word, about }) => `${prefix}${word}${about === '' ? '' : `\t${about}`}\n`).join(''),
    )
  }
  return 0
}

async function lookUp(
  context: Context,
  { wants, secret }: Completion,
  begun: string,
  commands: readonly Command[],
): Promise<readonly Candidate[]> {
  if (wants === 'secret') return nextSegments(await secretNames(context, begun), begun)
  if (wants === 'stage') return asCandidates(await stageNames(context, secret))
  if (wants === 'kind') return asCandidates(KINDS)
  if (wants === 'target' || wants === 'region' || wants === 'profile') return awsNames(context, wants)
  return wants === 'command' ? commands.map(({ name, summary }) => ({ word: name, about: summary })) : []
}

/** More than a screen holds help nobody. */
const mostNames = 1_000

/** Only of a vault that is unlocked already. */
async function secretNames({ core }: Context, begun: string): Promise<readonly string[]> {
  const prefix = begun === '' ? {} : { prefix: begun }
  const page = await core.callAsIs('secrets.list', { ...prefix, limit: mostNames }, { start: false })
  return page.ok ? page.value.rows.map(({ name }) => name) : []
}

async function awsNames({ core }: Context, wants: 'target' | 'region' | 'profile'): Promise<readonly Candidate[]> {
  if (wants === 'target') {
    const targets = await core.callAsIs('targets.list', {}, { start: false })
    return targets.ok ? targets.value.map(({ name, accountId }) => ({ word: name, about: accountId })) : []
  }
  if (wants === 'region') {
    const regions = await core.callAsIs('aws.regions', {}, { start: false })
    return regions.ok ? regions.value.map(({ id, title }) => ({ word: id, about: title })) : []
  }
  const profiles = await core.callAsIs('aws.profiles', {}, { start: false })
  return profiles.ok ? profiles.value.map(({ name, source }) => ({ word: name, about: source })) : []
}

async function stageNames({ core }: Context, secret: string | null): Promise<readonly string[]> {
  const usual = [CURRENT, PREVIOUS, PENDING]
  if (secret === null || secret === '') return usual
  const detail = await core.callAsIs('secrets.describe', { name: secret }, { start: false })
  return detail.ok ? [...new Set([...Object.keys(detail.value.stages), ...usual])] : usual
}
