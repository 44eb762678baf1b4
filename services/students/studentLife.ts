import { createRandom, type Random } from '../learn/random.ts'
import {
  booksPerDepartment,
  careers,
  courses,
  departments,
  type ProgramKind,
  programKinds,
  programs,
} from './catalogue.ts'
import {
  dateText,
  firstYear,
  lastTerm,
  millisecondsPerDay,
  registrationOpens,
  termStart,
  timestampText,
} from './terms.ts'

/** What is true of an invented student and in no table; tests check that analyses find it. */
export interface Truth {
  /** Standard normal; a point of it is worth 7 points of score. */
  readonly ability: number
  /** Standard normal; drives attendance, which drives scores and staying. */
  readonly diligence: number
  readonly archetype: ProgramKind
  /** Index among careers. */
  readonly goal: number
}

/** One row of the school's export: texts in the order of the export's columns, null where there is nothing. */
export type Emit = (table: string, row: (string | null)[]) => void

const termDays = 105
const firstNames =
  'Ada Boris Chiara Dmitri Elif Farah Goran Hana Ivo Jana Kofi Lena Mina Noor Olga Pavel Quinn Rosa Sven Tara Umut Vera Wanda Yusuf Zora'
    .split(' ')
    .flatMap((name) => [name, `${name}-Lu`, `${name}-Jo`, `${name}-Mae`])
const lastNames =
  'Abara Brandt Castillo Dubois Eriksen Fontaine Gruber Haddad Ivanova Jansen Kowalski Lindqvist Moreno Novak Okafor Petrov Quist Rossi Schneider Tanaka Umarov Virtanen Weiss Yamada Zielinska'
    .split(' ')
    .flatMap((name) => [name, `${name}-Adler`, `${name}-Berg`, `${name}-Stone`])
const regions = ['North', 'South', 'East', 'West', 'Coast', 'Islands', 'Abroad']
const activityKinds = ['club', 'volunteering', 'internship', 'competition', 'exchange', 'research']
const weeklySessions: Readonly<Record<ProgramKind, number>> = {
  coding: 0.9,
  design: 0.7,
  statistics: 0.5,
  office: 0.35,
}
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const text = (value: number, digits = 1): string => value.toFixed(digits)

/** Applicants per seat that a course of such an appeal gets. */
export const competitionOf = (appeal: number): number => 0.5 + 0.4 * appeal

/** Count of events that come at random, `mean` on average (Knuth 1969). */
function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
  return count
}

function pick(weights: ArrayLike<number>, random: Random): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]!
  let rest = random.uniform() * sum
  for (let i = 0; i < weights.length - 1; i++) {
    rest -= weights[i]!
    if (rest < 0) return i
  }
  return weights.length - 1
}

const departmentWeights = departments.map(({ weight }) => weight)
const oldBooksLast = Array.from({ length: booksPerDepartment }, (_, i) => 1 / (i + 2))

/** The `wanted` courses of a department and level that a student asks for first, key courses three times as often. */
function chooseCourses(
  department: number,
  level: number,
  wanted: number,
  taken: ReadonlySet<number>,
  goal: number,
  random: Random,
): number[] {
  const first = department * 24 + (level - 1) * 6
  const keyCourses = goal < 0 ? [] : careers[goal]!.keyCourses
  const weights = Array.from({ length: 6 }, (_, i) =>
    taken.has(first + i) ? 0 : courses[first + i]!.appeal * (keyCourses.includes(first + i) ? 3 : 1),
  )
  const chosen: number[] = []
  while (chosen.length < wanted && weights.some((weight) => weight > 0)) {
    const i = pick(weights, random)
    weights[i] = 0
    chosen.push(first + i)
  }
  return chosen
}

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
    random.uniform() < 0.03 ? null : text(Math.min(100, Math.max(0, 68 + 9 * ability + 5 * random.normal()))),
    String(scholarship),
    random.uniform() < 0.02 ? null : regions[random.integer(regions.length)]!,
    random.uniform() < 0.1 ? null : careers[goal]!.name,
  ]

  const taken = new Set<number>()
  let status = 'enrolled'
  let scores = 0
  let count = 0
  let internships = 0
  let left = 0
  for (let period = 0; period < 8 && admission * 2 + period <= lastTerm; period++) {
    const year = admission + (period >> 1)
    const term = (period & 1) + 1
    const start = termStart(year, term)
    const level = (period >> 1) + 1
    let kept = 0
    let termAttendance = 0

    const elective = (department + 1 + random.integer(departments.length - 1)) % departments.length
    const asked = [
      ...chooseCourses(department, level, 3, taken, informed ? goal : -1, random),
      ...chooseCourses(elective, level, 1, taken, -1, random),
    ]
    const attempts: { course: number; granted: boolean }[] = []
    for (const course of asked) {
      const granted = random.uniform() < 1 / competitionOf(courses[course]!.appeal)
      attempts.push({ course, granted })
      if (granted) continue
      const first = course - (course % 6)
      const instead = [5, 4, 3, 2, 1, 0].find(
        (i) =>
          !taken.has(first + i) &&
          !attempts.some((attempt) => attempt.course === first + i) &&
          !asked.includes(first + i),
      )
      if (instead !== undefined) attempts.push({ course: first + instead, granted: true })
    }
    const opens = registrationOpens(year, term)
    attempts.forEach(({ course, granted }, place) => {
      const days = 10 * ((place + random.uniform()) / attempts.length) ** 2
      const key = [number, courses[course]!.id, String(year), String(term)]
      const moment = opens + days * millisecondsPerDay
      emit('registrations', [...key, timestampText(moment), 'register', String(granted)])
      if (!granted) return
      if (random.uniform() < 0.04) {
        emit('registrations', [
          ...key,
          timestampText(start + 14 * millisecondsPerDay * random.uniform()),
          'withdraw',
          'true',
        ])
        return
      }
      taken.add(course)
      const sessions = 28 + 2 * random.integer(2)
      const share = sigmoid(1.8 + 0.9 * diligence + 0.3 * random.normal())
      const present = Math.round(sessions * share)
      const late = Math.min(sessions - present, poisson(1.5 * (1 - share) * 4, random))
      const attended = present / sessions
      const score = 69 + 7 * ability + 30 * (attended - 0.82) + courses[course]!.ease + 5 * random.normal()
      const clamped = Math.min(100, Math.max(0, score))
      emit('attendance', [...key, String(sessions), String(present), String(late)])
      emit('grades', [...key, text(clamped)])
      kept++
      termAttendance += attended
      count++
      scores += clamped
    })

    const hobbies = poisson(0.35 + (archetype === 'design' ? 0.15 : 0), random)
    for (let k = 0; k < hobbies; k++) {
      const kind = pick([5, 3, level > 2 ? 5 : 1, 2, 1, ability > 0.5 ? 3 : 1], random)
      const day = start + Math.floor(((k + 0.9 * random.uniform()) * termDays) / hobbies) * millisecondsPerDay
      const hours = [40, 30, 240, 50, 400, 120][kind]! * (0.5 + random.uniform())
      const awarded = random.uniform() < (kind === 3 ? sigmoid(-1.5 + ability) : 0.03)
      if (kind === 2) internships++
      emit('activities', [number, activityKinds[kind]!, dateText(day), text(hours), String(awarded)])
    }

    const loans = poisson(1.2 * Math.exp(0.2 * diligence), random)
    for (let k = 0; k < loans; k++) {
      const subject = random.uniform() < 0.75 ? department : random.integer(departments.length)
      const book = subject * booksPerDepartment + pick(oldBooksLast, random)
      const day = start + Math.floor(((k + 0.9 * random.uniform()) * termDays) / loans) * millisecondsPerDay
      const renewals = poisson(0.4, random)
      const kept = Math.round((8 + 20 * random.uniform()) * (1 + 0.5 * renewals))
      const back = day + kept * millisecondsPerDay
      const out = random.uniform() < (admission * 2 + period === lastTerm ? 0.15 : 0.01)
      emit('loans', [number, String(book + 1), dateText(day), out ? null : dateText(back), String(renewals)])
    }

    const sessions = poisson(15 * weeklySessions[archetype], random)
    for (let k = 0; k < sessions; k++) {
      const kind = random.uniform() < 0.8 ? archetype : programKinds[random.integer(4)]!
      const program = programs[programKinds.indexOf(kind) * 6 + pick([6, 5, 4, 3, 2, 1], random)]!
      const day = Math.floor(((k + 0.9 * random.uniform()) * termDays) / sessions)
      const second = 8 * 3600 + Math.floor(11 * 3600 * ((k + random.uniform()) / sessions))
      const minutes = Math.min(480, 45 * Math.exp(0.6 * random.normal()))
      const moment = start + day * millisecondsPerDay + second * 1000
      emit('program_logs', [
        number,
        program.name,
        timestampText(moment),
        text(minutes),
        `Lab ${1 + random.integer(9)}`,
      ])
    }

    if (kept === 0 && period < 7) continue
    const mean = scores / Math.max(1, count)
    const attendance = kept === 0 ? 0 : termAttendance / kept
    const risk = -4.1 - 0.09 * (mean - 69) - 6 * (attendance - 0.82) - 0.6 * Number(scholarship)
    const fate = random.uniform()
    const withdraws = sigmoid(risk)
    const expels = sigmoid(-6.4 - 8 * (attendance - 0.82))
    left = start + (termDays + 10 + random.integer(20)) * millisecondsPerDay
    if (fate < withdraws) status = 'withdrawn'
    else if (fate < withdraws + expels) status = 'expelled'
    else if (period === 7) status = 'graduated'
    if (status !== 'enrolled') break
  }

  emit('people', [...person, status])
  if (status === 'graduated') {
    const mean = scores / Math.max(1, count)
    const keys = careers[goal]!.keyCourses.filter((course) => taken.has(course)).length
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
      outcome === 'employed' ? text(Math.max(12_000, salary), 0) : null,
    ])
  } else if (status !== 'enrolled') emit('outcomes', [number, status, dateText(left), null, null])
  return { ability, diligence, archetype, goal }
}
