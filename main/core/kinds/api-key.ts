import type { Facts } from '../../../shared/model.ts'
import { findIssuer } from './api-key-issuers.ts'
import { parseWhole } from './json-kind.ts'
import { type Finding, type KindRules, type NormalisedValue, type VetInput, warning } from './kind-rules.ts'
import { decodeText, encodeText } from './text.ts'

/** Four shown characters must leave enough hidden ones: shorter keys show none. */
const shortestShown = 16

function deriveFacts(bytes: Uint8Array): Facts {
  const text = decodeText(bytes)?.trim() ?? ''
  const issuer = findIssuer(text)
  const lastFour = text.length >= shortestShown && /^\S+$/.test(text) ? text.slice(-4) : null
  const ending = lastFour === null ? [] : [`…${lastFour}`]
  const summary = [...(issuer === null ? [] : [issuer]), ...ending].join(' ')
  return {
    ...(issuer === null ? {} : { issuer }),
    ...(lastFour === null ? {} : { lastFour }),
    ...(summary === '' ? {} : { summary }),
  }
}

function normalise(bytes: Uint8Array): NormalisedValue {
  const text = decodeText(bytes)
  const trimmed = text?.trim()
  if (text === null || trimmed === undefined || trimmed === '' || trimmed === text) return { bytes, notes: [] }
  return { bytes: encodeText(trimmed), notes: ['White space around the key was removed.'] }
}

function vet({ bytes }: VetInput): readonly Finding[] {
  const text = decodeText(bytes)
  if (text === null) return [warning('not-text', 'An API key is text, and this is not.')]
  const findings: Finding[] = []
  if (text !== text.trim()) {
    findings.push(warning('white-space', 'The key begins or ends with white space, which most services refuse.'))
  } else if (/[\r\n]/.test(text)) findings.push(warning('white-space', 'The key has several lines.'))
  if (text.trim().length < shortestShown) {
    findings.push(warning('key-short', `With ${text.trim().length} characters this is short for an API key.`))
  }
  if (/^pk_(live|test)_/.test(text.trim())) {
    findings.push(
      warning('key-public', 'This is a publishable key, made to be public. The secret one starts with sk_.'),
    )
  }
  return findings
}

export const apiKeyRules: KindRules = { parse: parseWhole, normalise, deriveFacts, vet }
