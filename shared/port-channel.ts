/** The one channel between preload and shell: a page asks for its port to the core, and gets it. */
export const portChannel = 'coffer:port'
