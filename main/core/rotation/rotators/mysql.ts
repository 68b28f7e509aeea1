/** MySQL, MariaDB and Aurora MySQL. */
import type { Rotator } from '../rotator.ts'
import { mysqlEngine } from './database/mysql-engine.ts'
import { databaseSteps } from './database/steps.ts'

export const mysqlRotator: Rotator<'mysql'> = { kind: 'mysql', ...databaseSteps(mysqlEngine) }
