import type { Scores } from '../workload/training.ts'
import type { Report, ReportSection, Table } from './report.ts'
import type { TrainingFacts } from './trainingFacts.ts'

/** The workload's own sections between what is known of every training: scores before them, the model card after. */
export function trainingReport(facts: TrainingFacts, own: Report | undefined): Report {
  return { sections: [outcome(facts), ...(own?.sections ?? []), howTrained(facts), card(facts)] }
}

function outcome({ workload, scores, championScores, parts, rows }: TrainingFacts): ReportSection {
  const columns =
    championScores === undefined ? ['score', 'this model'] : ['score', 'this model', 'served before']
  const table: Table = {
    kind: 'table',
    title: `On ${rows.test} test rows that the training has not seen`,
    columns,
    rows: Object.entries(scores).map(([name, value]) => [
      name,
      value,
      ...(championScores === undefined ? [] : [championScores[name] ?? '–']),
    ]),
  }
  return {
    title: 'Scores',
    text: `${workload.summary}.`,
    plots: parts.length === 0 ? [table] : [table, partsTable(parts)],
  }
}

function partsTable(parts: TrainingFacts['parts']): Table {
  const scores = namesOf(parts.map((part) => part.scores))
  const seconds = namesOf(parts.map((part) => part.seconds))
  return {
    kind: 'table',
    title: 'Models and folds on the way',
    columns: ['part', ...scores, ...seconds.map((name) => `${name} s`)],
    rows: parts.map((part) => [
      part.name,
      ...scores.map((name) => part.scores[name] ?? '–'),
      ...seconds.map((name) => part.seconds[name] ?? '–'),
    ]),
  }
}

const namesOf = (records: readonly Scores[]) => [...new Set(records.flatMap((record) => Object.keys(record)))]

function howTrained({ parameters, rules, rows, seconds, data, codeVersion }: TrainingFacts): ReportSection {
  const pairs = (
    title: string,
    columns: readonly string[],
    record: Readonly<Record<string, unknown>>,
  ): Table => ({
    ...{ kind: 'table', title, columns },
    rows: Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : String(value),
    ]),
  })
  return {
    title: 'Data and training',
    plots: [
      pairs('Data', ['', ''], {
        origin: data.origin,
        'SHA-256': data.sha256,
        'rows read': rows.read,
        'rows to train': rows.train,
        'rows to test': rows.test,
        'code version': codeVersion,
      }),
      pairs('Cleaning', ['rule', 'rows'], rules),
      pairs('Parameters', ['parameter', 'value'], parameters),
      pairs('Seconds', ['step', 's'], seconds),
    ],
  }
}

function card({ workload }: TrainingFacts): ReportSection {
  const { intendedUse, data, limits, ethics } = workload.card
  const parts = { 'Intended use': intendedUse, Data: data, Limits: limits, Ethics: ethics }
  const text = Object.entries(parts).map(([name, words]) => `${name}: ${words}`)
  return { title: 'Before you use it', text: text.join('\n\n'), plots: [] }
}
