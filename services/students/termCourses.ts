import { careers, courses, departments } from './catalogue.ts'
import { pick, poisson, sigmoid } from './chance.ts'
import type { InventedStudent, Term } from './inventedStudent.ts'
import { millisecondsPerDay, registrationOpens, timestampText } from './terms.ts'

/** Applicants per seat that a course of such an appeal gets. */
export const competitionOf = (appeal: number): number => 0.5 + 0.4 * appeal

/** The `wanted` courses of a department and level that a student asks for first, key courses three times as often. */
function chooseCourses(
  { taken, random }: InventedStudent,
  department: number,
  level: number,
  wanted: number,
  goal: number,
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

interface Attempt {
  readonly course: number
  readonly granted: boolean
}

/** What is asked for in turn: where no seat is left, the least popular course of the same department and level. */
function registrations(student: InventedStudent, level: number): Attempt[] {
  const { department, random, taken } = student
  const elective = (department + 1 + random.integer(departments.length - 1)) % departments.length
  const asked = [
    ...chooseCourses(student, department, level, 3, student.informed ? student.goal : -1),
    ...chooseCourses(student, elective, level, 1, -1),
  ]
  const attempts: Attempt[] = []
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
  return attempts
}

/**
 * Emits a term's registrations, attendance and grades.
 *
 * @returns how many courses were kept to the end, and the sum of the shares of their sessions that were attended
 */
export function termCourses(student: InventedStudent, { year, term, level, start }: Term) {
  const { number, ability, diligence, random, emit, taken, scores } = student
  let kept = 0
  let attendance = 0
  const attempts = registrations(student, level)
  const opens = registrationOpens(year, term)
  attempts.forEach(({ course, granted }, place) => {
    const days = 10 * ((place + random.uniform()) / attempts.length) ** 2
    const key = [number, courses[course]!.id, String(year), String(term)]
    emit('registrations', [
      ...key,
      timestampText(opens + days * millisecondsPerDay),
      'register',
      String(granted),
    ])
    if (!granted) return
    if (random.uniform() < 0.04) {
      const moment = start + 14 * millisecondsPerDay * random.uniform()
      emit('registrations', [...key, timestampText(moment), 'withdraw', 'true'])
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
    emit('grades', [...key, clamped.toFixed(1)])
    kept++
    attendance += attended
    scores.push(clamped)
  })
  return { kept, attendance }
}
