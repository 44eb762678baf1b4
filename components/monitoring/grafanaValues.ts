import { containerSecurity, resources } from '../pods.ts'

/** The administrator's login, made by the stack. */
export const adminSecret = 'grafana-admin'
/** Settings of single sign-on, with the client's secret among them: made by whoever runs it. */
export const singleSignOnSecret = 'grafana-sso'

export const grafanaSize = { cpu: '100m', memory: '384Mi' }
export const sidecarSize = { cpu: '20m', memory: '128Mi' }

/**
 * Values of Grafana in kube-prometheus-stack: everything it shows comes from objects of this namespace, so that it
 * keeps nothing of its own.
 * @param administrators group of single sign-on whose members administer it
 */
export function grafanaValues(domain: string, administrators: string) {
  return {
    admin: { existingSecret: adminSecret, userKey: 'user', passwordKey: 'password' },
    enableServiceLinks: false,
    // Never two that share the volume of one pod.
    deploymentStrategy: { type: 'Recreate' },
    rbac: { namespaced: true },
    resources: resources(grafanaSize),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 472,
      runAsGroup: 472,
      fsGroup: 472,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    // A hook that the platform does not run.
    testFramework: { enabled: false },
    sidecar: {
      resources: resources(sidecarSize),
      securityContext: { ...containerSecurity, seccompProfile: { type: 'RuntimeDefault' } },
      dashboards: { searchNamespace: null },
    },
    envFromSecrets: [{ name: singleSignOnSecret, optional: true }],
    'grafana.ini': {
      server: { root_url: `https://grafana.${domain}` },
      analytics: {
        reporting_enabled: false,
        check_for_updates: false,
        check_for_plugin_updates: false,
      },
      news: { news_feed_enabled: false },
      plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
      security: { disable_gravatar: true, cookie_secure: true },
      users: { allow_sign_up: false },
      'auth.generic_oauth': {
        name: 'single sign-on',
        scopes: 'openid profile email groups',
        use_pkce: true,
        allow_sign_up: true,
        role_attribute_path: `contains(groups[*], '${administrators}') && 'Admin' || 'Viewer'`,
      },
    },
  }
}
