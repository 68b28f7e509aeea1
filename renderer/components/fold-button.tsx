import { ChevronRight } from 'lucide-react'

interface FoldButtonProps {
  readonly label: string
  readonly isOpen: boolean
  readonly onToggle: () => void
}

/** Opens and closes what is below its row. */
export const FoldButton = ({ label, isOpen, onToggle }: FoldButtonProps) => (
  <button
    type="button"
    aria-label={label}
    aria-expanded={isOpen}
    onClick={onToggle}
    className="inline-grid size-6 place-items-center rounded-md align-middle text-faint hover:bg-hover hover:text-ink"
  >
    <ChevronRight
      aria-hidden="true"
      className={`size-4 transition-transform duration-100 ${isOpen ? 'rotate-90' : ''}`}
    />
  </button>
)
