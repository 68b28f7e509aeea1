import { RefreshCw, Sparkles } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import type { Settings } from '../../../shared/model.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { alphabetSize, entropyBits, generateCharacters, generateWords } from '../../lib/generate.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

type RecipeKind = Settings['generatorRecipe']

const words = text.generator
const kinds: readonly (readonly [RecipeKind, string])[] = [
  ['characters', words.characters],
  ['words', words.words],
]
const lengths = { characters: { min: 8, max: 128 }, words: { min: 4, max: 16 } }

interface GeneratorProps {
  /** What it is for, where it is not the value as a whole. */
  readonly fieldKey?: string
  readonly onUse: (generated: string) => void
}

/** A button that makes a random password or passphrase in place. */
export function Generator({ fieldKey, onUse }: GeneratorProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        {fieldKey === undefined ? (
          <Button look="ghost" icon={Sparkles}>
            {words.open}
          </Button>
        ) : (
          <IconButton icon={Sparkles} label={words.openFor(fieldKey)} hint={false} small />
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={words.title}
          className="z-30 w-80 animate-appear rounded-lg bg-raised p-3.5 text-ink shadow-float"
        >
          <Recipe
            onUse={(generated) => {
              onUse(generated)
              setOpen(false)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Recipe({ onUse }: { onUse: (generated: string) => void }) {
  const usual = useStore((state) => state.settings)
  const [kind, setKind] = useState<RecipeKind>(usual?.generatorRecipe ?? 'characters')
  const [sizes, setSizes] = useState({
    characters: usual?.generatorCharacters ?? 24,
    words: usual?.generatorWords ?? 7,
  })
  const [symbols, setSymbols] = useState(usual?.generatorSymbols ?? true)
  const output = useRef<HTMLOutputElement>(null)
  const lengthId = useId()
  const size = sizes[kind]
  const bits = kind === 'words' ? entropyBits(size, 7_776) : entropyBits(size, alphabetSize(symbols))
  const generate = useCallback(async (): Promise<void> => {
    const made = await makeValue(kind, size, symbols)
    if (output.current) output.current.textContent = made
  }, [kind, size, symbols])
  useEffect(() => void generate(), [generate])
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between">
        <Segmented label={words.recipe} value={kind} options={kinds} onChange={setKind} />
        <span className="text-sm text-faint tabular">{words.bits(bits)}</span>
      </div>
      <div className="flex items-start gap-1 rounded-md bg-sunken py-2 pr-1.5 pl-2.5">
        <output
          ref={output}
          aria-label={words.result}
          className="min-h-10 min-w-0 grow font-mono text-sm leading-5 break-all selectable"
        />
        <IconButton icon={RefreshCw} label={words.again} hint={false} small onClick={() => void generate()} />
      </div>
      <div className="flex items-center gap-2.5">
        <label htmlFor={lengthId} className="shrink-0">
          {kind === 'words' ? words.wordCount : words.length}
        </label>
        <input
          id={lengthId}
          type="range"
          min={lengths[kind].min}
          max={lengths[kind].max}
          value={size}
          onChange={(event) => setSizes({ ...sizes, [kind]: event.target.valueAsNumber })}
          className="min-w-0 grow"
        />
        <span className="w-7 text-right tabular">{size}</span>
      </div>
      <div className="flex h-7 items-center justify-between">
        {kind === 'characters' ? (
          <label className="flex items-center gap-2">
            <input type="checkbox" checked={symbols} onChange={(event) => setSymbols(event.target.checked)} />
            {words.symbols}
          </label>
        ) : (
          <span />
        )}
        <Button look="primary" onClick={() => onUse(output.current?.textContent ?? '')}>
          {words.use}
        </Button>
      </div>
    </div>
  )
}

const fillRandom = (array: Uint32Array<ArrayBuffer>): unknown => crypto.getRandomValues(array)

async function makeValue(kind: RecipeKind, size: number, symbols: boolean): Promise<string> {
  if (kind === 'characters') return generateCharacters({ length: size, symbols }, fillRandom)
  const list = await import('../../lib/words.ts')
  return generateWords(size, list.words, fillRandom)
}
