import { useState } from 'react'

/** The last value that was there: what is shown stays until the answer to another question has come. */
export function useLast<T>(value: T | null): T | null {
  const [last, setLast] = useState<T | null>(value)
  if (value !== null && value !== last) setLast(value)
  return value ?? last
}
