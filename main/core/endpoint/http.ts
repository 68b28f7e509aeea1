/**
 * Node's HTTP, loaded when it is needed first. An import would load it at each start of a core, the endpoint off or on,
 * and with it all that its exports stand for, `fetch` included: a fifth of the time that a core takes to start.
 */
export const http = (): typeof import('node:http') => process.getBuiltinModule('node:http')
