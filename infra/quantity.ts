const units: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

const quantityPattern = /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/

/**
 * The number that a Kubernetes quantity stands for: `250m` is 0.25, `1Gi` is 1073741824.
 * @throws Error if it is not a quantity
 */
export function quantity(text: string): number {
  const unit = quantityPattern.exec(text)
  if (unit === null)
    throw new Error(`${JSON.stringify(text)} is not a quantity; expected one as 250m, 2 or 1Gi`)
  return Number.parseFloat(text) * (unit[2] === undefined ? 1 : units[unit[2]])
}
