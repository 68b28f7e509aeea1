import description from '../package.json' with { type: 'json' }

/** Of this command; the core has its own, which `coffer status` shows. */
export const version: string = description.version
