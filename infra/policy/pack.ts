import { PolicyPack } from '@pulumi/policy'
import { isPrivileged } from './isPrivileged.ts'
import { type KubernetesObject, rules } from './rules.ts'

/** Charts and releases are no objects, but what they make is; definitions of kinds are nobody's. */
const ofObjects = /^kubernetes:(?!helm\.sh\/)(?!.*:CustomResourceDefinition$)/

new PolicyPack('atoll', {
  enforcementLevel: 'mandatory',
  policies: rules.map(({ name, description, sparesPrivileged, check }) => ({
    name,
    description,
    validateResource({ type, props }, report) {
      const object = props as KubernetesObject
      if (!ofObjects.test(type) || (sparesPrivileged && isPrivileged(object))) return
      for (const what of check(object)) report(what)
    },
  })),
})
