/** Electrodes of the invented person: 22 of the international 10-10 system, in steps of a tenth of the head. */
export const montage: Readonly<Record<string, readonly [right: number, front: number]>> = {
  Fz: [0, 2],
  FC3: [-2, 1],
  FC1: [-1, 1],
  FCz: [0, 1],
  FC2: [1, 1],
  FC4: [2, 1],
  C5: [-3, 0],
  C3: [-2, 0],
  C1: [-1, 0],
  Cz: [0, 0],
  C2: [1, 0],
  C4: [2, 0],
  C6: [3, 0],
  CP3: [-2, -1],
  CP1: [-1, -1],
  CPz: [0, -1],
  CP2: [1, -1],
  CP4: [2, -1],
  P1: [-1, -2],
  Pz: [0, -2],
  P2: [1, -2],
  POz: [0, -3],
}

/**
 * What the generator puts in and a model should find: imagining a hand quietens the rhythm of 11 Hz over the opposite side
 * of the head (Pfurtscheller and Lopes da Silva 1999, "Event-related EEG/MEG synchronization and desynchronization").
 */
export const truth = {
  hertz: 11,
  /** µV at the electrode above the source, at rest. */
  amplitude: 8,
  /** Where the rhythm becomes quieter. */
  quieter: { left: 'C4', right: 'C3' },
  /** Share of the amplitude that is left. */
  left: 0.5,
} as const
