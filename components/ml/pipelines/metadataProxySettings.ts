const extensions = 'type.googleapis.com/envoy.extensions'

/** Envoy's settings: the pages of a browser ask for metadata by gRPC over HTTP, which the metadata server does not speak. */
export function metadataProxySettings(
  port: number,
  server: { readonly host: string; readonly port: number },
): object {
  const cluster = 'metadata'
  const filter = (name: string, type: string) => ({
    name: `envoy.filters.http.${name}`,
    typed_config: { '@type': `${extensions}.filters.http.${name}.v3.${type}` },
  })
  const listener = {
    name: 'pages',
    address: addressOf('0.0.0.0', port),
    filter_chains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typed_config: {
              '@type': `${extensions}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
              stat_prefix: 'pages',
              route_config: {
                virtual_hosts: [
                  {
                    name: cluster,
                    domains: ['*'],
                    routes: [
                      {
                        match: { prefix: '/' },
                        route: { cluster, max_stream_duration: { grpc_timeout_header_max: '0s' } },
                      },
                    ],
                  },
                ],
              },
              http_filters: [filter('grpc_web', 'GrpcWeb'), filter('router', 'Router')],
            },
          },
        ],
      },
    ],
  }
  return {
    static_resources: {
      listeners: [listener],
      clusters: [
        {
          name: cluster,
          type: 'STRICT_DNS',
          connect_timeout: '5s',
          typed_extension_protocol_options: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              '@type': `${extensions}.upstreams.http.v3.HttpProtocolOptions`,
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: cluster,
            endpoints: [{ lb_endpoints: [{ endpoint: { address: addressOf(server.host, server.port) } }] }],
          },
        },
      ],
    },
  }
}

function addressOf(address: string, port_value: number) {
  return { socket_address: { address, port_value } }
}
