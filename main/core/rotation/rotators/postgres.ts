/** PostgreSQL and Aurora PostgreSQL. */
import type { Rotator } from '../rotator.ts'
import { postgresEngine } from './database/postgres-engine.ts'
import { databaseSteps } from './database/steps.ts'

export const postgresRotator: Rotator<'postgres'> = { kind: 'postgres', ...databaseSteps(postgresEngine) }
