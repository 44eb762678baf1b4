import { explain } from '../runtime/errors.ts'
import { answerQuestion, type Question } from './answerQuestion.ts'
import { openSchool } from './openSchool.ts'

/** The program of the process that `schoolApart` starts: answers the questions that it is sent, one after another. */
const [directory = '.', memory = '64MB'] = process.argv.slice(2)
const school = await openSchool(directory, { memory, threads: 1 })

process.on('message', async (question: Question) => {
  const answer = await answerQuestion(school, question).catch((error) => ({ fault: explain(error) }))
  process.send!(answer)
})
process.on('disconnect', () => process.exit())
process.send!('ready')
