/** What a person imagined to move, by the annotations of public recordings. */
const imagined: Readonly<Record<string, string>> = {
  left: 'left',
  right: 'right',
  feet: 'feet',
  tongue: 'tongue',
  fists: 'fists',
  left_hand: 'left',
  right_hand: 'right',
  // General Data Format, as the BCI competitions use it
  '769': 'left',
  '770': 'right',
  '771': 'feet',
  '772': 'tongue',
}

/** Runs of PhysioNet's EEG Motor Movement/Imagery set in which T1 is both fists and T2 both feet (Schalk et al. 2004). */
const fistsOrFeet = new Set([5, 6, 9, 10, 13, 14])

/**
 * The label of an annotation; undefined if it is of something else. T1 and T2 are the left and right fist, except in those
 * runs of PhysioNet's set (`S001R06.edf`) where they are fists and feet.
 */
export function labelOf(annotation: string, recording: string): string | undefined {
  const text = annotation.trim().toLowerCase().replaceAll(' ', '_')
  if (text === 't1' || text === 't2') {
    const run = Number(/R(\d\d)\.edf$/i.exec(recording)?.[1])
    const pair = fistsOrFeet.has(run) ? ['fists', 'feet'] : ['left', 'right']
    return pair[text === 't1' ? 0 : 1]
  }
  return Object.hasOwn(imagined, text) ? imagined[text] : undefined
}

/** Rest between the trials, which is not learnt. */
export const isRest = (annotation: string): boolean => /^(t0|rest)$/i.test(annotation.trim())
