/** The terminal reads members too, so the reader is in shared/. */
export * from '../../../shared/json-members.ts'
