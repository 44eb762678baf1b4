import { booksPerDepartment, departments, type ProgramKind, programKinds, programs } from './catalogue.ts'
import { pick, poisson, sigmoid } from './chance.ts'
import type { InventedStudent, Term } from './inventedStudent.ts'
import { dateText, millisecondsPerDay, termDays, timestampText } from './terms.ts'

const activityKinds = ['club', 'volunteering', 'internship', 'competition', 'exchange', 'research']
const weeklySessions: Readonly<Record<ProgramKind, number>> = {
  coding: 0.9,
  design: 0.7,
  statistics: 0.5,
  office: 0.35,
}
const oldBooksLast = Array.from({ length: booksPerDepartment }, (_, i) => 1 / (i + 2))

/** Emits a term's activities. @returns how many were internships */
export function termActivities(student: InventedStudent, { level, start }: Term): number {
  const { number, ability, archetype, random, emit } = student
  let internships = 0
  const hobbies = poisson(0.35 + (archetype === 'design' ? 0.15 : 0), random)
  for (let k = 0; k < hobbies; k++) {
    const kind = pick([5, 3, level > 2 ? 5 : 1, 2, 1, ability > 0.5 ? 3 : 1], random)
    const day = start + Math.floor(((k + 0.9 * random.uniform()) * termDays) / hobbies) * millisecondsPerDay
    const hours = [40, 30, 240, 50, 400, 120][kind]! * (0.5 + random.uniform())
    const awarded = random.uniform() < (kind === 3 ? sigmoid(-1.5 + ability) : 0.03)
    if (kind === 2) internships++
    emit('activities', [number, activityKinds[kind]!, dateText(day), hours.toFixed(1), String(awarded)])
  }
  return internships
}

/** Emits a term's loans of books. */
export function termLoans(student: InventedStudent, { start, isLast }: Term): void {
  const { number, department, diligence, random, emit } = student
  const loans = poisson(1.2 * Math.exp(0.2 * diligence), random)
  for (let k = 0; k < loans; k++) {
    const subject = random.uniform() < 0.75 ? department : random.integer(departments.length)
    const book = subject * booksPerDepartment + pick(oldBooksLast, random)
    const day = start + Math.floor(((k + 0.9 * random.uniform()) * termDays) / loans) * millisecondsPerDay
    const renewals = poisson(0.4, random)
    const kept = Math.round((8 + 20 * random.uniform()) * (1 + 0.5 * renewals))
    const back = day + kept * millisecondsPerDay
    const out = random.uniform() < (isLast ? 0.15 : 0.01)
    emit('loans', [number, String(book + 1), dateText(day), out ? null : dateText(back), String(renewals)])
  }
}

/** Emits a term's sessions of programs. */
export function termSessions(student: InventedStudent, { start }: Term): void {
  const { number, archetype, random, emit } = student
  const sessions = poisson(15 * weeklySessions[archetype], random)
  for (let k = 0; k < sessions; k++) {
    const kind = random.uniform() < 0.8 ? archetype : programKinds[random.integer(4)]!
    const program = programs[programKinds.indexOf(kind) * 6 + pick([6, 5, 4, 3, 2, 1], random)]!
    const day = Math.floor(((k + 0.9 * random.uniform()) * termDays) / sessions)
    const second = 8 * 3600 + Math.floor(11 * 3600 * ((k + random.uniform()) / sessions))
    const minutes = Math.min(480, 45 * Math.exp(0.6 * random.normal()))
    const moment = start + day * millisecondsPerDay + second * 1000
    const laboratory = `Lab ${1 + random.integer(9)}`
    emit('program_logs', [number, program.name, timestampText(moment), minutes.toFixed(1), laboratory])
  }
}
