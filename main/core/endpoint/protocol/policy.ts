/** Resource policies: syntax, breadth, and what one says about a caller (reference section 11). */

export type Statement = {
  readonly effect: 'Allow' | 'Deny'
  /** Account ids, ARNs, or `*`; services and other kinds of principals as `Service:name`. */
  readonly principals: readonly string[]
  readonly notPrincipal: boolean
  readonly actions: readonly string[]
  readonly notAction: boolean
  readonly resources: readonly string[]
  readonly notResource: boolean
  readonly condition: Readonly<Record<string, unknown>>
}

export type Caller = { readonly arn: string; readonly accountId: string }

/** Undefined: not a policy that AWS would accept. */
export function parsePolicy(json: string): readonly Statement[] | undefined {
  const document = parseObject(json)
  if (!document || !onlyKeys(document, ['Version', 'Id', 'Statement'])) return undefined
  if (document.Version !== undefined && !VERSIONS.includes(document.Version)) return undefined
  const statements = (Array.isArray(document.Statement) ? document.Statement : [document.Statement]).map(parseStatement)
  if (statements.length === 0) return undefined
  return statements.every((statement) => statement !== undefined) ? statements : undefined
}

/** Whether anybody at all is let in: an Allow for every principal that no condition narrows. */
export const isPublic = (statements: readonly Statement[]): boolean =>
  statements.some(
    ({ effect, principals, notPrincipal, condition }) =>
      effect === 'Allow' && (notPrincipal || principals.includes('*')) && !isNarrowed(condition),
  )

/** An explicit Deny wins; `none` leaves the decision to the caller's own permissions. Conditions are not met. */
export function decide(
  statements: readonly Statement[],
  caller: Caller,
  action: string,
  resource: string,
): 'allow' | 'deny' | 'none' {
  const matching = statements.filter((statement) => applies(statement, caller, action, resource))
  if (matching.some(({ effect }) => effect === 'Deny')) return 'deny'
  return matching.length > 0 ? 'allow' : 'none'
}

function applies(statement: Statement, caller: Caller, action: string, resource: string): boolean {
  if (Object.keys(statement.condition).length > 0) return false
  const named = statement.principals.some((principal) => isCaller(principal, caller))
  const acted = statement.actions.some((pattern) => globMatches(pattern.toLowerCase(), action.toLowerCase()))
  const meant = statement.resources.some((pattern) => globMatches(pattern, resource))
  return named !== statement.notPrincipal && acted !== statement.notAction && meant !== statement.notResource
}

const isCaller = (principal: string, caller: Caller): boolean =>
  principal === '*' ||
  principal === caller.arn ||
  principal === caller.accountId ||
  new RegExp(`^arn:[a-z-]+:iam::${caller.accountId}:root$`).test(principal)

/** `*` is any run of characters, `?` any one. */
export function globMatches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${escaped}$`, 's').test(text)
}

function parseStatement(value: unknown): Statement | undefined {
  if (!isObject(value) || !onlyKeys(value, STATEMENT_KEYS)) return undefined
  const effect = value.Effect
  const principals = principalsOf(value.Principal ?? value.NotPrincipal)
  const actions = stringsOf(value.Action ?? value.NotAction)
  const resources = stringsOf(value.Resource ?? value.NotResource)
  const condition = value.Condition ?? {}
  if ((effect !== 'Allow' && effect !== 'Deny') || !principals || !actions || !resources || !isObject(condition)) {
    return undefined
  }
  if (PAIRS.some(([one, other]) => one in value && other in value)) return undefined
  if (!actions.every((action) => /^(\*|[a-z0-9-]+:[a-z*?]+)$/i.test(action))) return undefined
  return {
    effect,
    principals,
    notPrincipal: 'NotPrincipal' in value,
    actions,
    notAction: 'NotAction' in value,
    resources,
    notResource: 'NotResource' in value,
    condition,
  }
}

function principalsOf(value: unknown): readonly string[] | undefined {
  if (value === '*') return ['*']
  if (!isObject(value)) return undefined
  const principals: string[] = []
  for (const [kind, named] of Object.entries(value)) {
    const names = stringsOf(named)
    if (!names || !['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) return undefined
    principals.push(...names.map((name) => (kind === 'AWS' ? name : `${kind}:${name}`)))
  }
  return principals.length > 0 ? principals : undefined
}

/** Conditions that tie an open principal to somebody: by account, organisation, principal, source or network. */
function isNarrowed(condition: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(condition).some(
    ([operator, keys]) =>
      !/not|null|ifexists/i.test(operator) &&
      isObject(keys) &&
      Object.entries(keys).some(([key, value]) => {
        const values = stringsOf(value)
        return NARROWING.test(key) && values !== undefined && !values.includes('*')
      }),
  )
}

function stringsOf(value: unknown): readonly string[] | undefined {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.length > 0 && values.every((each) => typeof each === 'string') ? values : undefined
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const onlyKeys = (value: object, keys: readonly string[]): boolean =>
  Object.keys(value).every((key) => keys.includes(key))

const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17']
const PAIRS = [
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const
const STATEMENT_KEYS = ['Sid', 'Effect', 'Condition', ...PAIRS.flat()]
const NARROWING =
  /^aws:(principalorgid|principalorgpaths|principalaccount|principalarn|userid|sourcearn|sourceaccount|sourceorgid|sourcevpc|sourcevpce|sourceip|vpcsourceip)$/i
