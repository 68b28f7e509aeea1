/** Turns while something takes longer than a moment. Decoration: the words beside it say what. */
export const Spinner = () => (
  <svg aria-hidden="true" viewBox="0 0 16 16" className="size-3.5 shrink-0 animate-spin">
    <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
    <path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </svg>
)
