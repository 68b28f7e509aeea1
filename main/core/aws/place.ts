/** Where a target's requests may go, decided before anything is sent. */
import { createHash } from 'node:crypto'
import { type FailureOf, fail, type Result, succeed } from '../../../shared/failure.ts'
import { type ConfigFiles, readConfigFiles } from './config-files.ts'
import type { ConnectionSpec } from './connections.ts'
import { plainTextProblem } from './loopback.ts'
import { chainOf } from './profiles.ts'

export interface Place {
  /** AWS's hosts with FIPS 140 cryptography, where a profile or the environment asks for them. */
  readonly useFipsEndpoint: boolean
  /** Changes with the profile, or with one that it builds on. Empty for credentials that are not of a profile. */
  readonly writtenAs: string
}

export async function checkPlace({ credentials, endpointUrl }: ConnectionSpec): Promise<Result<Place>> {
  const plainText = plainTextProblem(endpointUrl)
  if (plainText !== null) return fail({ kind: 'refused', message: plainText })
  const fipsByEnvironment = isTrue(process.env.AWS_USE_FIPS_ENDPOINT)
  if (credentials.from !== 'profile') return succeed({ useFipsEndpoint: fipsByEnvironment, writtenAs: '' })
  const { profile } = credentials
  const files = await readConfigFiles()
  const section = files.profiles.get(profile)
  if (!section) {
    return fail({
      kind: 'not-found',
      message: `There is no profile "${profile}" in ~/.aws.`,
      near: [...files.profiles.keys()].slice(0, 20),
    })
  }
  const problem = endpointUrl === null ? elsewhere(files, profile) : metadataService(files, profile, endpointUrl)
  const useFipsEndpoint = section.use_fips_endpoint ? isTrue(section.use_fips_endpoint) : fipsByEnvironment
  return problem ? fail(problem) : succeed({ useFipsEndpoint, writtenAs: digestOf(files, profile) })
}

/** Keys are among what it is made of. */
const digestOf = (files: ConfigFiles, profile: string): string =>
  createHash('sha256')
    .update(JSON.stringify(chainOf(files, profile)))
    .digest('base64')

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true'

/**
 * A profile's own endpoint is not followed: an edit of ~/.aws/config would send the vault's secrets elsewhere, and STS
 * there could confirm any account. It is not ignored in silence either: the profile's keys are no keys of AWS then.
 */
function elsewhere(files: ConfigFiles, profile: string): FailureOf<'refused'> | null {
  const section = files.profiles.get(profile)
  if (isTrue(section?.ignore_configured_endpoint_urls)) return null
  const services = section?.services === undefined ? undefined : files.services.get(section.services)
  const endpoint = services?.['secrets_manager.endpoint_url'] ?? section?.endpoint_url
  if (endpoint === undefined) return null
  return {
    kind: 'refused',
    message: `The profile "${profile}" names an endpoint, ${endpoint}. Secrets go only where the target itself says: give the target this endpoint, or take it out of the profile.`,
  }
}

/** A target with an endpoint of its own sends to that alone; the metadata services are other hosts. */
function metadataService(files: ConfigFiles, profile: string, endpointUrl: string): FailureOf<'refused'> | null {
  const source = chainOf(files, profile).at(-1)?.credential_source
  if (source !== 'Ec2InstanceMetadata' && source !== 'EcsContainer') return null
  return {
    kind: 'refused',
    message: `The profile "${profile}" takes its credentials from a metadata service, and this target sends to ${new URL(endpointUrl).host} alone.`,
  }
}
