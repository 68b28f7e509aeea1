/** Between two attempts to reach the core. */
export const retryMs = 25

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
