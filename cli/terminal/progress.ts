import type { Output } from './output.ts'

/** Shows a transient line for as long as the work takes. */
export async function during<T>({ out }: { readonly out: Output }, sentence: string, work: Promise<T>): Promise<T> {
  const done = out.progress(sentence)
  try {
    return await work
  } finally {
    done()
  }
}
