/** The web pages Coffer may open in the user's browser: exact hosts, https, below one path, and nothing appended. */

const allowed: Readonly<Record<string, string>> = {
  'docs.aws.amazon.com': '/secretsmanager/',
}

/** The URL to open, or null. Query, fragment, user and port are refused: each could carry something out. */
export function externalUrl(text: string): string | null {
  if (text.length > 512 || !/^https:\/\/[a-z0-9.-]+\/[A-Za-z0-9._/-]*$/.test(text)) return null
  const url = URL.parse(text)
  if (url === null || url.href !== text || !Object.hasOwn(allowed, url.hostname)) return null
  const prefix = allowed[url.hostname]
  return prefix !== undefined && url.pathname.startsWith(prefix) ? url.href : null
}
