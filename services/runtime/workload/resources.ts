/** Kubernetes quantities; a GPU is asked for by its limit alone. */
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string }
  readonly limits: { readonly cpu?: string; readonly memory: string; readonly 'nvidia.com/gpu'?: string }
}
