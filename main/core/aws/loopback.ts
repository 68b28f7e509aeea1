/** Which endpoints are on this machine: nothing there is AWS, so its request rates do not hold, and nobody listens in. */
export function isLoopback(endpointUrl: string | null): boolean {
  if (endpointUrl === null) return false
  const { hostname } = new URL(endpointUrl)
  return hostname === 'localhost' || hostname.endsWith('.localhost') || LOOPBACK_ADDRESS.test(hostname)
}

/** `URL` writes every form of an address as this one. */
const LOOPBACK_ADDRESS = /^(127(\.\d{1,3}){3}|\[::1\])$/

/** Null unless values would cross a network in plain text, where whoever stands between could answer as the server. */
export function plainTextProblem(endpointUrl: string | null): string | null {
  if (endpointUrl === null || isLoopback(endpointUrl)) return null
  const { protocol, host } = new URL(endpointUrl)
  if (protocol === 'https:') return null
  return `The endpoint ${host} is on another machine and has no TLS: values would cross the network in plain text. Use https there, or a port forwarded to this machine.`
}
