/** The terminal reads and writes `.env` text too, so the reader is in shared/. */
export { type EnvEntry, type EnvFile, formatDotenv, parseDotenv } from '../../../shared/dotenv.ts'
