/** The coffer: a closed chest with its keyhole. */
export const Mark = ({ className = 'size-5' }: { className?: string }) => (
  <svg aria-hidden="true" viewBox="0 0 24 24" className={`shrink-0 ${className}`}>
    <path
      className="fill-accent"
      d="M6.5 3h11A4.5 4.5 0 0 1 22 7.5V9.75H2V7.5A4.5 4.5 0 0 1 6.5 3Zm-4.5 8.25h6.6a3.5 3.5 0 0 0 6.8 0H22V18a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3v-6.75Z"
    />
    <circle className="fill-accent" cx="12" cy="10.6" r="1.6" />
  </svg>
)
