import { createRandom } from '../learn/random.ts'
import { careers, departments, programKinds } from './catalogue.ts'
import { pick, sigmoid } from './chance.ts'
import type { Emit, InventedStudent, Term, Truth } from './inventedStudent.ts'
import { termCourses } from './termCourses.ts'
import { termActivities, termLoans, termSessions } from './termLeisure.ts'
import { dateText, firstYear, lastTerm, millisecondsPerDay, termDays, termStart } from './terms.ts'

const firstNames =
  'Ada Boris Chiara Dmitri Elif Farah Goran Hana Ivo Jana Kofi Lena Mina Noor Olga Pavel Quinn Rosa Sven Tara Umut Vera Wanda Yusuf Zora'
    .split(' ')
    .flatMap((name) => [name, `${name}-Lu`, `${name}-Jo`, `${name}-Mae`])
const lastNames =
  'Abara Brandt Castillo Dubois Eriksen Fontaine Gruber Haddad Ivanova Jansen Kowalski Lindqvist Moreno Novak Okafor Petrov Quist Rossi Schneider Tanaka Umarov Virtanen Weiss Yamada Zielinska'
    .split(' ')
    .flatMap((name) => [name, `${name}-Adler`, `${name}-Berg`, `${name}-Stone`])
const regions = ['North', 'South', 'East', 'West', 'Coast', 'Islands', 'Abroad']
const departmentWeights = departments.map(({ weight }) => weight)
const meanOf = (scores: readonly number[]): number =>
  scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length)

/**
 * Emits every row of one invented student, and gives what is true of him. Students do not depend on each other, so a
 * school of any size is made in any order.
 */
export function studentLife(index: number, seed: number, emit: Emit): Truth {
  const random = createRandom(seed * 2 ** 32 + index)
  const department = pick(departmentWeights, random)
  const { archetypes } = departments[department]!
  const archetype =
    programKinds[
      pick(
        programKinds.map((kind) => archetypes[kind]),
        random,
      )
    ]!
  const ability = random.normal()
  const diligence = random.normal()
  const admission = firstYear + random.integer(8)
  const home = random.uniform() < 0.8 ? department : random.integer(departments.length)
  const aims = careers.flatMap((career, i) => (career.department === home ? [i] : []))
  const goal = aims[random.integer(aims.length)]!
  const informed = random.uniform() < 0.6
  const scholarship = random.uniform() < sigmoid(-1.8 + 0.8 * ability)
  const number = `S${admission}${String(index).padStart(5, '0')}`

  const own = random.integer(firstNames.length)
  const family = random.integer(lastNames.length)
  const name = `${firstNames[own]} ${lastNames[family]}`
  const birth = Date.UTC(admission - 19, 0, 1) + random.integer(500) * millisecondsPerDay
  const person = [
    number,
    name,
    `${name.toLowerCase().replace(' ', '.')}.${index}@campus.example`,
    `+99 ${String(2e8 + random.integer(7e8)).replace(/(\d{3})(?=\d)/g, '$1 ')}`,
    `ID${String(1e9 + random.integer(2 ** 31))}`,
    dateText(birth),
    ['female', 'male', 'other'][pick([49, 49, 2], random)]!,
    String(department + 1),
    String(admission),
    random.uniform() < 0.03
      ? null
      : Math.min(100, Math.max(0, 68 + 9 * ability + 5 * random.normal())).toFixed(1),
    String(scholarship),
    random.uniform() < 0.02 ? null : regions[random.integer(regions.length)]!,
    random.uniform() < 0.1 ? null : careers[goal]!.name,
  ]

  const student: InventedStudent = {
    ...{ ability, diligence, archetype, goal },
    ...{ number, department, informed, random, emit },
    taken: new Set(),
    scores: [],
  }
  let status = 'enrolled'
  let internships = 0
  let left = 0
  for (let period = 0; period < 8 && admission * 2 + period <= lastTerm; period++) {
    const year = admission + (period >> 1)
    const term = (period & 1) + 1
    const start = termStart(year, term)
    const isLast = admission * 2 + period === lastTerm
    const thisTerm: Term = { year, term, level: (period >> 1) + 1, start, isLast }
    const { kept, attendance } = termCourses(student, thisTerm)
    internships += termActivities(student, thisTerm)
    termLoans(student, thisTerm)
    termSessions(student, thisTerm)

    if (kept === 0 && period < 7) continue
    const attended = kept === 0 ? 0 : attendance / kept
    const risk =
      -4.1 - 0.09 * (meanOf(student.scores) - 69) - 6 * (attended - 0.82) - 0.6 * Number(scholarship)
    const fate = random.uniform()
    const withdraws = sigmoid(risk)
    const expels = sigmoid(-6.4 - 8 * (attended - 0.82))
    left = start + (termDays + 10 + random.integer(20)) * millisecondsPerDay
    if (fate < withdraws) status = 'withdrawn'
    else if (fate < withdraws + expels) status = 'expelled'
    else if (period === 7) status = 'graduated'
    if (status !== 'enrolled') break
  }

  emit('people', [...person, status])
  if (status === 'graduated') {
    const mean = meanOf(student.scores)
    const keys = careers[goal]!.keyCourses.filter((course) => student.taken.has(course)).length
    const chances = [0.2 + 0.9 * internships + 0.3 * keys, -0.6 + 0.14 * (mean - 69), 0].map(Math.exp)
    const outcome = ['employed', 'graduate_school', 'seeking'][pick(chances, random)]!
    const reached = random.uniform() < sigmoid(-1.6 + 0.9 * keys)
    const career = careers[reached ? goal : random.integer(careers.length)]!
    const salary = 30_000 + 400 * (mean - 69) + 2500 * internships + 3000 * random.normal()
    emit('outcomes', [
      number,
      outcome,
      dateText(left + random.integer(150) * millisecondsPerDay),
      outcome === 'employed' ? career.name : null,
      outcome === 'employed' ? Math.max(12_000, salary).toFixed(0) : null,
    ])
  } else if (status !== 'enrolled') emit('outcomes', [number, status, dateText(left), null, null])
  return { ability, diligence, archetype, goal }
}
