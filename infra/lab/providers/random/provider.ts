import type { EngineLog } from '../protocol/engineLog.ts'
import { containsUnknown, isObject, type Properties, plain, secret } from '../protocol/properties.ts'
import type { Difference, Provider } from '../protocol/provider.ts'
import { kindOf, type RandomKind } from './kinds.ts'

/** The provider of random values: made once, kept in the state, made anew only when an input changes. */
export function randomProvider(log: EngineLog, version: string): Provider {
  const uncovered = async (token: string): Promise<never> => {
    throw new Error(`${token} is not covered by the stand-in for the published random provider.`)
  }
  return {
    version,
    checkConfig: async (news) => ({ inputs: news, failures: [] }),
    diffConfig: async () => ({ changed: false, deleteBeforeReplace: false, details: {} }),
    configure: () => log.log('info', 'stand-in for the published random provider'),
    check: async ({ urn, news }) => {
      const kind = kindOf(urn)
      const given = plain(news)
      return {
        inputs: withDefaults(kind, news, given),
        failures: containsUnknown(given) ? [] : kind.problems(given),
      }
    },
    diff: async ({ urn, oldInputs, oldOutputs, news }) =>
      differences(kindOf(urn), Object.keys(oldInputs).length > 0 ? oldInputs : oldOutputs, news),
    create: async ({ urn, news, preview }) => {
      if (preview) return { id: '', outputs: news }
      const kind = kindOf(urn)
      const { id, outputs } = kind.make(plain(news))
      return { id, outputs: { ...news, ...marked(kind, outputs) } }
    },
    update: async ({ oldOutputs, news }) => ({ ...oldOutputs, ...news }),
    read: async ({ urn, id, oldInputs, oldOutputs }) => {
      if (oldOutputs !== undefined && Object.keys(oldOutputs).length > 0) {
        return { id, inputs: oldInputs ?? {}, outputs: oldOutputs }
      }
      const kind = kindOf(urn)
      const imported = kind.imported(id)
      return {
        id: imported.id,
        inputs: imported.inputs,
        outputs: { ...imported.inputs, ...marked(kind, imported.outputs) },
      }
    },
    delete: async () => {},
    invoke: uncovered,
    construct: ({ type }) => uncovered(type),
    cancel: () => {},
  }
}

function withDefaults(kind: RandomKind, news: Properties, given: Properties): Properties {
  const missing = Object.entries(kind.defaults).filter(([key]) => given[key] === undefined)
  return { ...news, ...Object.fromEntries(missing) }
}

/** Every input decides the value, so a change of any makes a new one. */
function differences(kind: RandomKind, oldInputs: Properties, news: Properties): Difference {
  const [before, after] = [oldInputs, news].map((inputs) => ({ ...kind.defaults, ...plain(inputs) })) as [
    Properties,
    Properties,
  ]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = keys.filter((key) => canonical(before[key]) !== canonical(after[key]))
  return {
    changed: changed.length > 0,
    deleteBeforeReplace: false,
    details: Object.fromEntries(changed.map((key) => [key, { kind: 'update', replace: true, input: true }])),
  }
}

function canonical(value: unknown): string | undefined {
  if (!isObject(value)) return JSON.stringify(value)
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function marked(kind: RandomKind, outputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key, kind.secrets.includes(key) ? secret(value) : value]),
  )
}
