/** The words of the page on what needs attention; part of `text`. */
import { formatCount, plural } from './lib/format.ts'

export const attentionWords = {
  title: 'Needs attention',
  failed: 'The values could not be looked at',
  looking: 'Looking at the values',
  lead: (count: number, checked: number) =>
    count === 0 ? `Nothing among ${plural(checked, 'value')}` : `${plural(count, 'secret')} of ${formatCount(checked)}`,
  calm: 'Nothing needs you',
  calmLead: 'No value is weak or used twice, nothing is due, and nothing waits for a decision.',
  chart: 'What needs attention',
  chartLead: 'Choose a bar to see its list.',
  categories: {
    conflict: 'Conflicts',
    rotation: 'Rotation due',
    expiry: 'Expired or soon',
    weak: 'Weak',
    reused: 'Reused',
    unvetted: 'Not approved for pushing',
    unread: 'Not read lately',
  },
  secrets: (count: number) => (count === 1 ? 'secret' : 'secrets'),
  months: 'The coming twelve months',
  monthsLead: 'Rotations and ends of values, month by month.',
  month: (rotations: number, expiries: number) =>
    `${plural(rotations, 'rotation')}, ${plural(expiries, 'expiry', 'expiries')}`,
  monthNames: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  rotations: 'Rotations',
  expiries: 'Ends of values',
  more: (count: number) => `Show ${formatCount(count)} more`,
  inList: 'Show these in the list',
  conflictIn: (places: string) => `Both sides changed: ${places}`,
  unvettedWhy: (warnings: number) =>
    warnings === 0
      ? 'Its current version waits for your approval.'
      : `Its current version waits: ${plural(warnings, 'finding')}.`,
  approve: 'Look and approve…',
  resolve: 'Resolve…',
  open: 'Open',
} as const
