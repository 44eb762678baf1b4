import { expect, it } from 'vitest'
import { releaseInputs } from './provider.ts'

it('installs the chart of the project from its own repository unless told otherwise', () => {
  expect(releaseInputs({})).toEqual({
    chart: 'cert-manager',
    repositoryOpts: { repo: 'https://charts.jetstack.io' },
    values: {},
  })
  expect(
    releaseInputs({
      helmOptions: { chart: 'charts/cert-manager-v1.21.1.tgz', repositoryOpts: { repo: '' } },
    }),
  ).toMatchObject({ chart: 'charts/cert-manager-v1.21.1.tgz', repositoryOpts: { repo: '' } })
})

it('makes values of its own fields, which win over the values given', () => {
  const { values } = releaseInputs({
    replicaCount: 2,
    helmOptions: { values: { crds: { enabled: true }, replicaCount: 1 } },
  })
  expect(values).toEqual({ crds: { enabled: true }, replicaCount: 2 })
})
