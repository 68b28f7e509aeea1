/** Inputs checked here, by the rules of shared/rules.ts, so that a mistake costs no start of the core. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { KINDS, type Kind } from '../../shared/limits.ts'
import { checkName, checkStage, checkTags } from '../../shared/rules.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import { nearWords } from '../line/near.ts'

/** The name of a secret that may exist: those that AWS owns also hold a "!". */
export function checkLookup(name: string): Result<null, CliFailure> {
  const checked = checkName(name.replaceAll('!', '-'))
  return checked.ok ? succeed(null) : checked
}

export function checkKind(text: string | undefined): Result<Kind | undefined, CliFailure> {
  const kind = KINDS.find((one) => one === text)
  if (text === undefined || kind !== undefined) return succeed(kind)
  const near = nearWords(KINDS, text)
  return usage(`There is no kind ${text}.`, `Say ${inWords(near.length > 0 ? near : KINDS)}.`)
}

export function checkStages(stages: readonly string[]): Result<null, CliFailure> {
  for (const stage of stages) {
    const checked = checkStage(stage)
    if (!checked.ok) return checked
  }
  return succeed(null)
}

/** `K=V` each; the value may be empty and may hold "=". */
export function parseTags(words: readonly string[]): Result<Record<string, string>, CliFailure> {
  const entries: [string, string][] = []
  for (const word of words) {
    const equals = word.indexOf('=')
    if (equals < 1) return usage(`A tag is KEY=VALUE, not ${word}.`)
    entries.push([word.slice(0, equals), word.slice(equals + 1)])
  }
  const tags = Object.fromEntries(entries)
  const checked = checkTags(tags)
  return checked.ok ? succeed(tags) : fail(checked.failure)
}

/** A whole number written in digits. */
export function parseWhole(option: string, text: string): Result<number, CliFailure> {
  return /^\d{1,9}$/.test(text) ? succeed(Number(text)) : usage(`${option} needs a whole number, not ${text}.`)
}
