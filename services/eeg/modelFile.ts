import { packCsp, unpackCsp } from '../learn/cspFile.ts'
import { packKernelSvm, unpackKernelSvm } from '../learn/kernelSvmFile.ts'
import { decodeModel, encodeModel, finiteArrayOf, type Json, ModelError } from '../learn/modelFile.ts'
import type { EegModel } from './model.ts'
import { parameters } from './parameters.ts'
import { powerNames } from './signalPower.ts'

const KIND = 'eeg'

export function encodeEeg({ labels, channels, band, classifier, reference, crossValidated }: EegModel) {
  const csp = packCsp(classifier.csp)
  const svm = packKernelSvm(classifier.svm)
  return encodeModel({
    kind: KIND,
    metadata: {
      labels,
      channelNames: channels,
      band: { ...band },
      crossValidated,
      ...csp.metadata,
      ...svm.metadata,
    },
    arrays: { reference: reference.data, ...csp.arrays, ...svm.arrays },
  })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeEeg(bytes: Uint8Array): EegModel {
  const content = decodeModel(bytes, KIND)
  const { labels, channelNames, band, crossValidated } = content.metadata
  const csp = unpackCsp(content)
  const svm = unpackKernelSvm(content)
  const checkedBand = bandSchema.safeParse(band)
  if (
    !areTexts(labels) ||
    !areTexts(channelNames) ||
    !checkedBand.success ||
    typeof crossValidated !== 'number'
  ) {
    throw new ModelError('the model lacks its labels, its channels, its band or its score')
  }
  const components = csp.filters.rows
  if (
    labels.length !== svm.classes.length ||
    channelNames.length !== csp.filters.columns ||
    svm.supportVectors.columns !== components
  ) {
    throw new ModelError(
      `the model has ${labels.length} labels for ${svm.classes.length} classes, ${channelNames.length} names for ` +
        `${csp.filters.columns} channels, and a machine for ${svm.supportVectors.columns} of ${components} components`,
    )
  }
  const reference = finiteArrayOf(content, 'reference')
  const columns = powerNames.length
  return {
    labels,
    channels: channelNames,
    band: checkedBand.data,
    classifier: { csp, svm },
    reference: { data: reference, rows: Math.floor(reference.length / columns), columns },
    crossValidated,
  }
}

const bandSchema = parameters.pick({ lowHz: true, highHz: true, order: true })

const areTexts = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
