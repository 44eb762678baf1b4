import type { KubernetesObject } from '../objects.ts'
import { jsonPath } from './jsonPath.ts'
import { type Readiness, ready, waiting } from './readiness.ts'

export type Condition = (object: KubernetesObject) => Readiness

/**
 * The conditions of a `pulumi.com/waitFor` annotation: `condition=Ready`, `condition=Ready=False`,
 * `jsonpath={.status.phase}=Running`, `jsonpath={.status.address}`, or a JSON list of such, all of which must hold.
 * @throws Error that says what is wrong with the annotation.
 */
export function waitForConditions(text: string): Condition {
  const expressions = expressionsOf(text)
  if (expressions.length === 0) throw new Error('pulumi.com/waitFor needs at least one condition')
  const conditions = expressions.map(conditionOf)
  return (object) => conditions.map((holds) => holds(object)).find(({ state }) => state !== 'ready') ?? ready
}

function expressionsOf(text: string): string[] {
  if (!text.trimStart().startsWith('[')) return [text]
  const list: unknown = JSON.parse(text)
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list
  throw new Error(`pulumi.com/waitFor must be a condition or a JSON list of conditions, not ${text}`)
}

function conditionOf(expression: string): Condition {
  if (expression.startsWith('condition=')) return statusCondition(expression.slice('condition='.length))
  if (expression.startsWith('jsonpath=')) return pathCondition(expression.slice('jsonpath='.length))
  throw new Error(`pulumi.com/waitFor must begin with "condition=" or "jsonpath=", not with "${expression}"`)
}

function statusCondition(text: string): Condition {
  const [type = '', value = 'True'] = text.split('=')
  return (object) => {
    const { observedGeneration, conditions = [] } = (object.status ?? {}) as {
      observedGeneration?: number
      conditions?: { type: string; status: string; message?: string; observedGeneration?: number }[]
    }
    const found = conditions.find((condition) => condition.type.toLowerCase() === type.toLowerCase())
    const seen = found?.observedGeneration ?? observedGeneration
    const current = seen === undefined || seen >= (object.metadata.generation ?? 0)
    if (current && found?.status.toLowerCase() === value.toLowerCase()) return ready
    return waiting(`waiting for condition ${type}=${value}${found?.message ? `: ${found.message}` : ''}`)
  }
}

function pathCondition(text: string): Condition {
  const [, expression, value] = /^(\{.*?\}|[^=]*)(?:={1,2}(.*))?$/.exec(text) ?? []
  if (!expression) throw new Error(`the JSONPath of pulumi.com/waitFor is not understood: ${text}`)
  const find = jsonPath(expression)
  const wanted = value?.replace(/^(['"])(.*)\1$/, '$2')
  return (object) => {
    const found = find(object)
    const holds = wanted === undefined ? found.length > 0 : found.length === 1 && String(found[0]) === wanted
    return holds
      ? ready
      : waiting(`waiting for ${expression}${wanted === undefined ? '' : ` to be ${wanted}`}`)
  }
}
