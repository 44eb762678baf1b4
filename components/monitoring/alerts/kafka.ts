import type { AlertGroup } from './alert.ts'

/** Topics and their readers: from Strimzi's Kafka exporter. */
export const kafka: AlertGroup = {
  name: 'kafka',
  alerts: [
    {
      name: 'KafkaPartitionWithoutLeader',
      when: 'kafka_topic_partition_replicas unless on (namespace, topic, partition) kafka_topic_partition_leader',
      since: '2m',
      severity: 'critical',
      summary: 'Partition {{ $labels.partition }} of {{ $labels.topic }} has no leader',
      description: 'It can neither be written nor read: every broker that has it whole is gone.',
    },
    {
      name: 'KafkaCopiesMissing',
      when: 'sum by (namespace, topic) (kafka_topic_partition_under_replicated_partition) > 0',
      since: '10m',
      severity: 'warning',
      summary: '{{ $value }} partitions of {{ $labels.topic }} lack copies',
      description: 'A broker is gone or does not keep up. Lose another, and writing stops.',
    },
    {
      name: 'KafkaReaderBehind',
      when: 'sum by (namespace, consumergroup, topic) (kafka_consumergroup_lag) > 10000 and sum by (namespace, consumergroup, topic) (delta(kafka_consumergroup_lag[15m])) >= 0',
      since: '15m',
      severity: 'warning',
      summary: '{{ $labels.consumergroup }} is {{ $value }} messages behind in {{ $labels.topic }}',
      description:
        'It has not come nearer for a quarter of an hour: it stands, or is slower than what is written.',
    },
  ],
}
