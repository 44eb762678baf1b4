import { expect, it } from 'vitest'
import { paths } from './paths.ts'

it('are below the directories that the environment names', () => {
  const { kubeconfig, tools } = paths({ ATOLL_CACHE: '/srv/cache', ATOLL_HOME: '/srv/home' })
  expect({ kubeconfig, tools }).toEqual({ kubeconfig: '/srv/home/lab/kubeconfig', tools: '/srv/cache/tools' })
})

it.each([
  ['ATOLL_HOME', '/proc/x'],
  ['ATOLL_CACHE', '/srv/../sys'],
])('refuse %s=%s, where no file can be kept', (variable, path) => {
  expect(() => paths({ [variable]: path })).toThrow(`${variable} is /`)
})
