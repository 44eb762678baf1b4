/** Weight: share of the students; archetypes: how likely its students use programs in each of the four ways. */
interface Department {
  readonly name: string
  readonly code: string
  readonly faculty: string
  readonly weight: number
  readonly archetypes: Readonly<Record<ProgramKind, number>>
  readonly careers: readonly string[]
  readonly subjects: readonly string[]
}

export const programKinds = ['coding', 'design', 'statistics', 'office'] as const
export type ProgramKind = (typeof programKinds)[number]

const mix = (coding: number, design: number, statistics: number, office: number) => ({
  coding,
  design,
  statistics,
  office,
})

function department(
  code: string,
  name: string,
  faculty: string,
  weight: number,
  archetypes: Department['archetypes'],
  careers: readonly string[],
  subjects: string,
): Department {
  return { code, name, faculty, weight, archetypes, careers, subjects: subjects.split(', ') }
}

export const departments: readonly Department[] = [
  department(
    ...(['CS', 'Computer Science', 'Engineering', 14, mix(8, 1, 1, 0)] as const),
    ['software engineer', 'security engineer'],
    'Programming, Algorithms, Databases, Networks, Compilers, Security',
  ),
  department(
    ...(['EE', 'Electrical Engineering', 'Engineering', 10, mix(6, 2, 1, 1)] as const),
    ['hardware engineer'],
    'Circuits, Signals, Control, Power, Electronics, Microwaves',
  ),
  department(
    ...(['ME', 'Mechanical Engineering', 'Engineering', 10, mix(2, 6, 1, 1)] as const),
    ['machine designer'],
    'Statics, Dynamics, Materials, Heat, Fluids, Manufacturing',
  ),
  department(
    ...(['AR', 'Architecture', 'Arts', 6, mix(0, 9, 0, 1)] as const),
    ['architect'],
    'Drawing, Structures, Housing, Cities, Interiors, Landscape',
  ),
  department(
    ...(['DE', 'Design', 'Arts', 6, mix(1, 8, 0, 1)] as const),
    ['product designer'],
    'Typography, Colour, Products, Interaction, Animation, Branding',
  ),
  department(
    ...(['ST', 'Statistics', 'Sciences', 6, mix(2, 0, 8, 0)] as const),
    ['data analyst', 'actuary'],
    'Probability, Inference, Regression, Sampling, Time Series, Risk',
  ),
  department(
    ...(['EC', 'Economics', 'Social Sciences', 12, mix(0, 0, 6, 4)] as const),
    ['economist'],
    'Markets, Money, Trade, Growth, Econometrics, Labour',
  ),
  department(
    ...(['PS', 'Psychology', 'Social Sciences', 8, mix(0, 0, 6, 4)] as const),
    ['counsellor'],
    'Perception, Memory, Development, Behaviour, Methods, Therapy',
  ),
  department(
    ...(['BU', 'Business', 'Social Sciences', 14, mix(0, 1, 2, 7)] as const),
    ['accountant', 'manager'],
    'Accounting, Marketing, Finance, Logistics, Strategy, Leadership',
  ),
  department(
    ...(['HI', 'History', 'Humanities', 4, mix(0, 0, 1, 9)] as const),
    ['archivist'],
    'Antiquity, Middle Ages, Modernity, Sources, Archives, Museums',
  ),
  department(
    ...(['LI', 'Literature', 'Humanities', 5, mix(0, 1, 0, 9)] as const),
    ['editor'],
    'Poetry, Drama, Novels, Criticism, Rhetoric, Editing',
  ),
  department(
    ...(['BI', 'Biology', 'Sciences', 5, mix(1, 0, 7, 2)] as const),
    ['biologist'],
    'Cells, Genetics, Ecology, Evolution, Microbes, Physiology',
  ),
]

const levels = [1, 2, 3, 4]

export interface Course {
  readonly id: string
  readonly title: string
  /** Index among departments. */
  readonly department: number
  readonly level: number
  readonly credits: number
  /** Points that its scores lie above the usual. */
  readonly ease: number
  /** How much more often than the least sought course it is chosen. */
  readonly appeal: number
}

/** Six courses for each year of study in each department; the first of a year is the most sought. */
export const courses: readonly Course[] = departments.flatMap(({ code, subjects }, departmentIndex) =>
  levels.flatMap((level) =>
    subjects.map((subject, i) => ({
      id: `${code}-${level}0${i + 1}`,
      title: `${subject} ${['I', 'II', 'III', 'IV'][level - 1]}`,
      department: departmentIndex,
      level,
      credits: i < 4 ? 6 : 4,
      ease: ((i * 5 + level * 3 + departmentIndex) % 7) - 3,
      appeal: [2.4, 2, 1.6, 1.4, 1.2, 1][i]!,
    })),
  ),
)

export interface Career {
  readonly name: string
  /** Index among departments. */
  readonly department: number
  /** Indices of the courses that make it likely. */
  readonly keyCourses: readonly number[]
}

/** Each career has two key courses in each of the years 2 to 4: of one career the even, of a second the odd. */
export const careers: readonly Career[] = departments.flatMap(({ careers }, departmentIndex) =>
  careers.map((name, i) => ({
    name,
    department: departmentIndex,
    keyCourses: [2, 3, 4].flatMap((level) =>
      [1, 3].map((course) => departmentIndex * 24 + (level - 1) * 6 + course + i),
    ),
  })),
)

const namesOfPrograms: Readonly<Record<ProgramKind, string>> = {
  coding: 'Code Editor, Compiler, Debugger, Database Console, Circuit Simulator, Terminal',
  design: 'Vector Drawing, Photo Editor, Solid Modeller, Plan Drafter, Video Editor, Renderer',
  statistics: 'Statistics Desk, Notebook, Survey Maker, Matrix Laboratory, Map Maker, Econometrics Suite',
  office: 'Word Processor, Spreadsheet, Slides, Reference Manager, Mail, Browser',
}

export const programs: readonly { readonly name: string; readonly kind: ProgramKind }[] =
  programKinds.flatMap((kind) => namesOfPrograms[kind].split(', ').map((name) => ({ name, kind })))

export const booksPerDepartment = 40

export const books: readonly {
  readonly title: string
  readonly department: number
  readonly published: number
}[] = departments.flatMap(({ subjects }, departmentIndex) =>
  Array.from({ length: booksPerDepartment }, (_, i) => ({
    title: `${['Introduction to', 'Foundations of', 'Problems in', 'Handbook of', 'Readings in', 'Advanced', 'Notes on'][Math.floor(i / 6)]} ${subjects[i % 6]}`,
    department: departmentIndex,
    published: 1980 + ((i * 17 + departmentIndex * 5) % 44),
  })),
)
