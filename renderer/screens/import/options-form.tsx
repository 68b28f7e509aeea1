import { useState } from 'react'
import type { ImportOptions, ImportPreview } from '../../../shared/contract-transfer.ts'
import type { TableColumns } from '../../../shared/transfer/read-csv.ts'
import { Field, TextField } from '../../components/field.tsx'
import { FoldButton } from '../../components/fold-button.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { Select } from '../../components/select.tsx'
import { changeOptions } from '../../store/import.ts'
import { importWords as words } from '../../text-import.ts'
import { fileName } from './file-name.ts'

const sources = Object.entries(words.sources) as readonly (readonly [ImportOptions['source'], string])[]

export function OptionsForm({ preview: { path, options, columns, problem } }: { preview: ImportPreview }) {
  const { source, prefix, name, split } = options
  return (
    <section aria-label={words.options} className="shrink-0 border-b border-line px-5 pt-3 pb-4">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <Field label={words.source} hasRoom={false}>
          {({ id }) => (
            <Select
              id={id}
              value={source}
              options={sources}
              className="w-40"
              onChange={(chosen) => changeOptions({ source: chosen, map: {} })}
            />
          )}
        </Field>
        <div className="w-48">
          <TextField
            label={words.prefix}
            mono
            hasRoom={false}
            placeholder={words.prefixExample}
            value={prefix}
            onChange={(event) => changeOptions({ prefix: event.target.value })}
          />
        </div>
        {source === 'dotenv' && (
          <>
            <div className="flex h-8 items-center">
              <Segmented
                label={words.split}
                value={split ? 'each' : 'whole'}
                options={[
                  ['whole', words.whole],
                  ['each', words.each],
                ]}
                onChange={(chosen) => changeOptions({ split: chosen === 'each' })}
              />
            </div>
            {!split && (
              <div className="w-48">
                <TextField
                  label={words.envName}
                  mono
                  hasRoom={false}
                  placeholder={fileName(path).replace(/^\.+/, '')}
                  value={name}
                  onChange={(event) => changeOptions({ name: event.target.value })}
                />
              </div>
            )}
          </>
        )}
      </div>
      {columns && <Columns key={path} columns={columns} map={options.map} isAsked={problem !== null} />}
    </section>
  )
}

type FieldName = keyof typeof words.columnFields
const fields = Object.entries(words.columnFields) as readonly (readonly [FieldName, string])[]
const longest = 40

interface ColumnsProps {
  readonly columns: TableColumns
  readonly map: ImportOptions['map']
  /** Without an answer nothing can be read. */
  readonly isAsked: boolean
}

/** Which column of the table is what, as it was recognised and as the user says. */
function Columns({ columns: { titles, fields: found }, map, isAsked }: ColumnsProps) {
  const [isOpen, setOpen] = useState(isAsked)
  const options = [
    ['', words.noColumn] as const,
    ...titles.map((title) => [title, title.length > longest ? `${title.slice(0, longest)}…` : title] as const),
  ]
  return (
    <div className="mt-2">
      <div className="flex items-center gap-1">
        <FoldButton label={words.columns} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        <span className="font-medium">{words.columns}</span>
        <span className="min-w-0 truncate text-sm text-faint">
          {!isOpen &&
            fields.flatMap(([field, title]) => (found[field] ? [`${title}: ${found[field]}`] : [])).join(' · ')}
        </span>
      </div>
      {isOpen && (
        <div className="mt-1 grid grid-cols-2 gap-x-4 gap-y-2 @2xl:grid-cols-3 @4xl:grid-cols-5">
          {fields.map(([field, title]) => (
            <Field key={field} label={title} hasRoom={false}>
              {({ id }) => (
                <Select
                  id={id}
                  value={found[field] ?? ''}
                  options={options}
                  className="w-full"
                  onChange={(chosen) => changeOptions({ map: { ...map, [field]: chosen } })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
    </div>
  )
}
