import { readFileSync } from 'node:fs'
import { runAnalysis } from '../../services/students/analysis/analyses.ts'
import { etl } from '../../services/students/etl.ts'
import { generateSchool } from '../../services/students/generate.ts'
import { parseKeyRing } from '../../services/students/keyRing.ts'
import { openSchool } from '../../services/students/openSchool.ts'
import { writeExport } from '../../services/students/writeExport.ts'

// In a process of its own, so that the highest memory is of this step alone. The last argument is how many students there
// are, or what the analysis is called and its parameters as JSON.
const [step, source, out, keys, students, given = '{}'] = process.argv.slice(2) as [
  ...[string, string, string, string, string],
  string?,
]
const start = performance.now()
const school = (studentsAtOnce = 2000) =>
  generateSchool({ students: Number(students), seed: 1, studentsAtOnce }).batches
const ring = () => parseKeyRing(readFileSync(keys, 'utf8'))
let rows = 0
if (step === 'export') await writeExport(school(500), out)
else if (step === 'analyse') {
  using database = await openSchool(source)
  rows = (await runAnalysis(database, students, JSON.parse(given))).rows.length
} else {
  const report = await etl({ source: step === 'generate' ? school() : source, out, ring: ring() })
  rows = Object.values(report).reduce((sum, { read }) => sum + read, 0)
}
const seconds = (performance.now() - start) / 1000
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
const processorSeconds = (userCPUTime + systemCPUTime) / 1e6
console.log(JSON.stringify({ rows, seconds, processorSeconds, peakMebibytes: maxRSS / 1024 }))
