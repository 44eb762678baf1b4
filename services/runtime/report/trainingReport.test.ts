import { expect, test } from 'vitest'
import { linearWorkload } from '../testing/linearWorkload.ts'
import { modelCard } from './modelCard.ts'
import { renderReport } from './renderReport.ts'
import type { TrainingFacts } from './trainingFacts.ts'
import { trainingReport } from './trainingReport.ts'

const facts: TrainingFacts = {
  workload: linearWorkload,
  parameters: { depth: 3, kind: 'a' },
  scores: { mae: 1.23456 },
  championScores: { mae: 2.5 },
  parts: [
    { name: 'fold 1', scores: { mae: 2 }, seconds: { train: 0.5 } },
    { name: 'fold 2', scores: { r2: 0.5 }, seconds: { train: 0.25 } },
  ],
  rules: { row_dropped: 7 },
  rows: { read: 100, train: 80, test: 20 },
  seconds: { train: 1.5 },
  data: { origin: 'a\nfile', sha256: 'abc' },
  codeVersion: 'c0de',
}

test('the report has the scores beside those of the served model, the own sections, the data and the card', () => {
  const own = { sections: [{ title: 'Errors', plots: [] }] }
  const report = trainingReport(facts, own)
  expect(report.sections.map(({ title }) => title)).toEqual([
    'Scores',
    'Errors',
    'Data and training',
    'Before you use it',
  ])
  expect(report.sections[0]!.plots).toMatchObject([
    { columns: ['score', 'this model', 'served before'], rows: [['mae', 1.23456, 2.5]] },
    {
      columns: ['part', 'mae', 'r2', 'train s'],
      rows: [
        ['fold 1', 2, '–', 0.5],
        ['fold 2', '–', 0.5, 0.25],
      ],
    },
  ])
  expect(renderReport('x', report)).toContain(linearWorkload.card.intendedUse)
})

test('the model card says all that was given and found, each on a line of its own', () => {
  const card = modelCard(facts)
  for (const text of Object.values(linearWorkload.card)) expect(card).toContain(`\n\n${text}\n`)
  for (const line of [
    '- origin: a file',
    '- SHA-256: abc',
    '- cleaning rule row_dropped: 7',
    '- mae: 1.235',
    '- depth: 3',
    '- code version: c0de',
  ])
    expect(card.split('\n')).toContain(line)
})
