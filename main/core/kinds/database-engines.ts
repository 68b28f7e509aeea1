/**
 * What AWS's rotation templates expect of an engine (aws-samples/aws-secrets-manager-rotation-lambdas and the
 * reference of secret JSON structures). `userNameLength` is the engine's longest user name; a clone appends "_clone".
 */
export interface Engine {
  readonly name: string
  readonly needsDbname?: boolean
  readonly needsMasterArn?: boolean
  readonly userNameLength?: number
}

export const rotatedEngines: ReadonlyMap<string, Engine> = new Map(
  [
    { name: 'mysql', userNameLength: 32 },
    { name: 'aurora-mysql', userNameLength: 32 },
    { name: 'mariadb', userNameLength: 80 },
    { name: 'postgres', userNameLength: 63 },
    { name: 'aurora-postgresql', userNameLength: 63 },
    { name: 'sqlserver', userNameLength: 128 },
    { name: 'oracle', needsDbname: true, userNameLength: 30 },
    { name: 'db2', needsMasterArn: true, userNameLength: 16 },
    { name: 'mongo' },
    { name: 'redshift' },
  ].map((engine) => [engine.name, engine]),
)

/** URL schemes, JDBC names and driver names → the engine as AWS spells it, or its usual name where AWS has none. */
const engineByScheme: Readonly<Record<string, string>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
  mysqlx: 'mysql',
  mariadb: 'mariadb',
  sqlserver: 'sqlserver',
  mssql: 'sqlserver',
  oracle: 'oracle',
  db2: 'db2',
  mongodb: 'mongo',
  redshift: 'redshift',
  redis: 'redis',
  rediss: 'redis',
  valkey: 'valkey',
  valkeys: 'valkey',
  memcached: 'memcached',
  amqp: 'rabbitmq',
  amqps: 'rabbitmq',
  clickhouse: 'clickhouse',
  cockroachdb: 'cockroachdb',
  cassandra: 'cassandra',
  neo4j: 'neo4j',
  bolt: 'neo4j',
  snowflake: 'snowflake',
  influxdb: 'influxdb',
}

/** Drops what drivers append: "postgresql+asyncpg", "mongodb+srv", "neo4j+s". Null for a scheme of no database. */
export function engineOf(scheme: string): string | null {
  const base = scheme.toLowerCase().split('+')[0] ?? ''
  return Object.hasOwn(engineByScheme, base) ? (engineByScheme[base] ?? null) : null
}
