import type { Gate, Scores } from '../workload/training.ts'

export interface Verdict {
  readonly passes: boolean
  /** One sentence for people. */
  readonly reason: string
}

const show = (value: number) => String(Number(value.toPrecision(6)))

function boundFaults({ bounds = {} }: Gate, scores: Scores): string[] {
  return Object.entries(bounds).flatMap(([metric, { min, max }]) => {
    const score = scores[metric]
    if (score === undefined || !Number.isFinite(score)) return [`${metric} is ${score}`]
    if (min !== undefined && score < min) return [`${metric} ${show(score)} is below ${show(min)}`]
    if (max !== undefined && score > max) return [`${metric} ${show(score)} is above ${show(max)}`]
    return []
  })
}

/**
 * Decides whether a candidate may become the champion. It must keep the bounds, and where there is a champion it must
 * be better, by `minimumGain` or more, on the same test rows.
 */
export function judge(gate: Gate, candidate: Scores, champion: Scores | undefined): Verdict {
  const { metric, better, minimumGain } = gate
  const score = candidate[metric]
  if (score === undefined || !Number.isFinite(score)) {
    return { passes: false, reason: `the candidate's ${metric} is ${score}` }
  }
  const faults = boundFaults(gate, candidate)
  if (faults.length > 0) return { passes: false, reason: `out of bounds: ${faults.join(', ')}` }
  const held = champion?.[metric]
  if (held === undefined || !Number.isFinite(held)) {
    return {
      passes: true,
      reason: `${metric} ${show(score)} keeps the bounds, and there is no champion to beat`,
    }
  }
  const gain = better === 'lower' ? held - score : score - held
  const compared = `${metric} ${show(score)} against the champion's ${show(held)}`
  if (gain > 0 && gain >= minimumGain) return { passes: true, reason: `${compared} is better` }
  const wanted = minimumGain > 0 ? ` by ${show(minimumGain)}` : ''
  return { passes: false, reason: `${compared} is not better${wanted}` }
}
