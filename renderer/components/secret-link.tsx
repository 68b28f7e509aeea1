import { showSecret } from '../store/panes.ts'
import { SecretName } from './secret-name.tsx'

/** A name that leads to its secret. */
export const SecretLink = ({ name }: { name: string }) => (
  <button
    type="button"
    aria-label={name}
    className="min-w-40 grow basis-0 text-left hover:underline"
    onClick={() => showSecret(name)}
  >
    <SecretName name={name} />
  </button>
)
