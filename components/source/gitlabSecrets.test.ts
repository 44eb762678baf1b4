import { createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { rendered } from '../testing/rendered.ts'
import { gitlabSecrets, railsFile } from './gitlabSecrets.ts'

test('Rails reads its keys, lists of those that may be rotated, and the key that it signs tokens with', () => {
  const keys = { db_key_base: 'a', active_record_encryption_primary_key: 'b' }
  const { openid_connect_signing_key: pem, ...rest } = parse(railsFile(keys, 'seed of the key')).production
  expect(rest).toEqual({ db_key_base: 'a', active_record_encryption_primary_key: ['b'] })
  expect(createPrivateKey(pem).asymmetricKeyType).toBe('rsa')
})

test('the Secret has every key that the chart, GitLab and its runner read', async () => {
  const objects = await rendered(() => {
    const place = examplePlace('loc-gitlab')
    gitlabSecrets(place, place.ready)
  })
  expect(Object.keys(only(objects, 'Secret', 'gitlab-secrets').data).toSorted()).toEqual([
    'gitaly',
    'registry-auth.key',
    'registry-notification',
    'root',
    'runner',
    'runner-registration-token',
    'secrets.yml',
    'shell',
    'workhorse',
  ])
})
