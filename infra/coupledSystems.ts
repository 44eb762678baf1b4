import type { Config } from './config.ts'
import { listProblems, type Problem } from './problems.ts'
import type { StackFile } from './stackSchema.ts'
import { type Contract, type System, type SystemName, systemNames, systems } from './systems.ts'

type Sound = Partial<Pick<StackFile, 'systems' | 'charts' | 'images' | 'workloads'>>

/** What every workload is built on. */
const neededByWorkloads: readonly Contract[] = ['objectStores', 'modelRegistry']

/** What is wrong between the systems of a stack, and with what they need. */
export function systemProblems(environment: Config['environment'], config: Sound): Problem[] {
  const { systems: listed, workloads = [] } = config
  if (listed === undefined) return []
  const names = listed.filter((name): name is SystemName => systemNames.includes(name as SystemName))
  const wrong = listProblems('systems', listed, { known: systemNames, what: 'system' })
  // A misspelt system may be the one that others need.
  if (wrong.length > 0) return wrong
  return [
    ...names.flatMap((name) => missing(names, systems[name].needs, name)),
    ...(workloads.length > 0 ? missing(names, neededByWorkloads, `workload ${workloads[0]}`) : []),
    ...(environment === 'prod' && names.length > 0 ? missing(names, ['backup'], 'prod') : []),
    ...(environment === 'prod' ? onOneNode(names) : []),
    ...rivals(names),
    ...sourceProblems(config, names),
  ]
}

function missing(names: readonly SystemName[], needs: readonly Contract[], consumer: string): Problem[] {
  return needs
    .filter((contract) => giversOf(contract, names).length === 0)
    .map((contract) => ({
      path: 'systems',
      message: `${consumer} needs ${wordsOf(contract)}; expected ${giversOf(contract, systemNames).join(' or ')} in the list`,
    }))
}

/** Systems that are gone with the node that they are on. */
function onOneNode(names: readonly SystemName[]): Problem[] {
  const isForOneNode = (name: SystemName) => (systems[name] as System).isForOneNode === true
  return names.flatMap((name, index) => {
    if (!isForOneNode(name)) return []
    const others = giversOf(systems[name].gives[0]!, systemNames).filter((other) => !isForOneNode(other))
    return [
      {
        path: `systems.${index}`,
        message: `"${name}" does not survive the loss of a node; expected ${others.join(' or ')} for prod`,
      },
    ]
  })
}

/** Two systems that give the same: which of them a consumer gets would be an accident. */
function rivals(names: readonly SystemName[]): Problem[] {
  const contracts = new Set(names.flatMap((name): readonly Contract[] => systems[name].gives))
  return [...contracts].flatMap((contract) => {
    const givers = giversOf(contract, names)
    return givers.length < 2
      ? []
      : [{ path: 'systems', message: `${givers.join(' and ')} both give ${wordsOf(contract)}; expected one` }]
  })
}

function sourceProblems({ charts, images }: Sound, names: readonly SystemName[]): Problem[] {
  const isChart = (name: SystemName) => systems[name].charts.length > 0
  const installer = names.find(isChart)
  const puller = names.find((name) => isChart(name) || (systems[name] as System).runsOthersImages)
  return [
    ...(installer !== undefined && charts === undefined
      ? [
          {
            path: 'charts',
            message: `is missing, but ${installer} is a chart; expected where charts come from`,
          },
        ]
      : []),
    ...(puller !== undefined && images !== undefined && images.mirror === undefined
      ? [
          {
            path: 'images.mirror',
            message: `is missing, but the images of ${puller} are not ours; expected the registry that mirrors them`,
          },
        ]
      : []),
  ]
}

function giversOf(contract: Contract, names: readonly SystemName[]): SystemName[] {
  return names.filter((name) => (systems[name] as System).gives.includes(contract))
}

/** `keyValueStores` as `key value stores`. */
export function wordsOf(contract: Contract): string {
  return contract.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
