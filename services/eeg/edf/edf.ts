/** One channel of a recording, in physical units. */
export interface Signal {
  /** As the file has it, without blanks around it. */
  readonly label: string
  /** Physical dimension: `uV`. */
  readonly unit: string
  /** Samples a second. */
  readonly sampleRate: number
  readonly samples: Float64Array
}

/** Something that happened during a recording. */
export interface Annotation {
  /** Seconds from the start of the recording. */
  readonly onset: number
  /** Seconds; absent if the file does not say. */
  readonly duration?: number
  readonly text: string
}

/** A recording in European Data Format. */
export interface Recording {
  readonly signals: readonly Signal[]
  /** In order of onset. */
  readonly annotations: readonly Annotation[]
  /** Seconds. */
  readonly duration: number
}

/** Widths in bytes of the header's fields for the whole recording, in their order. */
export const recordingFields = {
  version: 8,
  patient: 80,
  recording: 80,
  date: 8,
  time: 8,
  headerBytes: 8,
  reserved: 44,
  records: 8,
  recordSeconds: 8,
  signals: 4,
} as const

/** And of those for each signal: first the labels of all signals, then their transducers, and so on. */
export const signalFields = {
  label: 16,
  transducer: 80,
  unit: 8,
  physicalMinimum: 8,
  physicalMaximum: 8,
  digitalMinimum: 8,
  digitalMaximum: 8,
  prefiltering: 80,
  samples: 8,
  reserved: 32,
} as const

export const bytesPerSignal = 256
export const annotationLabel = 'EDF Annotations'
