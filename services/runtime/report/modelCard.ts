import { shown } from './markup.ts'
import type { TrainingFacts } from './trainingFacts.ts'

/**
 * A model card in Markdown: what people must know before they use a model (Mitchell et al., Model Cards for Model
 * Reporting, 2019).
 */
export function modelCard(facts: TrainingFacts): string {
  const { workload, parameters, scores, rows, rules, data, codeVersion } = facts
  const { title, summary, owner, card } = workload
  return `# ${title}

${summary}. Kept by ${owner}.

## Intended use

${card.intendedUse}

## Data

${card.data}

${list({
  origin: data.origin,
  'SHA-256': data.sha256,
  rows: `${rows.read} read, ${rows.train} to train, ${rows.test} to test`,
  ...Object.fromEntries(Object.entries(rules).map(([rule, count]) => [`cleaning rule ${rule}`, count])),
})}

## Scores on the test rows

${list(scores)}

## Limits

${card.limits}

## Ethics

${card.ethics}

## How it was trained

${list({ ...parameters, 'code version': codeVersion })}
`
}

const list = (entries: Readonly<Record<string, number | string | boolean>>) =>
  Object.entries(entries)
    .map(
      ([name, value]) => `- ${name}: ${typeof value === 'number' ? shown(value) : onOneLine(String(value))}`,
    )
    .join('\n')

const onOneLine = (text: string) => text.replace(/\s+/g, ' ')
